import Rigs
import StrataTesting
import StrataTransport

let words = CommandLine.arguments.dropFirst()
let rig = try KafkaRig()
for (index, check) in TransportConformance.checks.enumerated() {
  if let word = words.first, !check.name.contains(word), Int(word) != index { continue }
  let start = ContinuousClock.now
  do {
    let outcome = try await check.run(on: rig)
    print(index, outcome == .kept ? "kept" : "\(outcome)", check.name, ContinuousClock.now - start)
  } catch {
    print(index, "FAILED", check.name, ContinuousClock.now - start, "\n   ", error)
  }
}
