import Rigs
import StrataTesting
import StrataTransport

let words = CommandLine.arguments.dropFirst()
let rig = try KafkaRig()
import Glibc
for (index, check) in TransportConformance.checks.enumerated() {
  if let word = words.first, !check.name.contains(word), Int(word) != index, !(word.hasSuffix("-") && index >= Int(word.dropLast()) ?? 0) { continue }
  let start = ContinuousClock.now
  do {
    let outcome = try await check.run(on: rig)
    print(index, outcome == .kept ? "kept" : "\(outcome)", check.name, ContinuousClock.now - start)
    fflush(nil)
  } catch {
    print(index, "FAILED", check.name, ContinuousClock.now - start, "\n   ", error)
    fflush(nil)
  }
}
