import Glibc
import Rigs
import StrataTesting
import StrataTransport

/// Puts every check of the transport contract (SPEC §8) to each rig and prints what came of it, a line a check.
///
///     conformance [--rig NAME]… [--only WORDS | --from NUMBER]
///
/// Ends with 1 when a promise was broken. A rig that can't be had here is told of and left out.
@main
struct Table {
  /// A rig by the name it has in the table.
  enum Rig: String, CaseIterable {
    case memory
    case disk
    case broker
    case kafka

    /// What it is.
    var meaning: String {
      switch self {
      case .memory: "in-process transport, engine in memory"
      case .disk: "in-process transport, engine on disk"
      case .broker: "Kafka transport on our broker"
      case .kafka: "Kafka transport on Apache Kafka (STRATA_KAFKA_DIR)"
      }
    }

    func make() throws -> (any ConformanceRig, remove: @Sendable () -> Void) {
      switch self {
      case .memory, .disk:
        let rig = try InProcessRig(self == .memory ? .memory : .disk)
        return (rig, { rig.remove() })
      case .broker:
        let rig = try BrokerRig()
        return (rig, { rig.remove() })
      case .kafka: return (try KafkaRig(), {})
      }
    }
  }

  /// What came of a check on a rig.
  enum Cell: String {
    case kept
    case broken = "BROKEN"
    case notClaimed = "skipped"
  }

  static func main() async {
    var rigs: [Rig] = []
    var wanted = ""
    var from = 0
    var words = CommandLine.arguments.dropFirst()
    while let word = words.popFirst() {
      switch (word, words.first) {
      case ("--rig", let name?):
        guard let rig = Rig(rawValue: name) else { usage() }
        rigs.append(rig)
      case ("--only", let words?): wanted = words
      case ("--from", let number?): from = Int(number) ?? 0
      default: usage()
      }
      words = words.dropFirst()
    }
    let all = rigs.isEmpty ? Rig.allCases : rigs
    for rig in all { print("\(rig.rawValue): \(rig.meaning)") }
    let here = all.filter { rig in
      let isHere = rig != .kafka || KafkaServer.folder != nil
      if !isHere { print("kafka is left out: STRATA_KAFKA_DIR names no folder with its server") }
      return isHere
    }
    let checks = Array(TransportConformance.checks.enumerated().dropFirst(from)).filter {
      wanted.isEmpty || $0.element.name.contains(wanted)
    }
    exit(await run(checks, on: here) ? 0 : 1)
  }

  private static func usage() -> Never {
    print("conformance [--rig memory|disk|broker|kafka]… [--only WORDS] [--from NUMBER]")
    exit(64)
  }

  private static func run(_ checks: [(offset: Int, element: ConformanceCheck)], on rigs: [Rig]) async -> Bool {
    print("  #  \(rigs.map { padded($0.rawValue, 9) }.joined()) check (SPEC section)")
    var made: [(Rig, any ConformanceRig, @Sendable () -> Void)] = []
    var counts: [String: [Cell: Int]] = [:]
    for rig in rigs {
      do {
        let (value, remove) = try rig.make()
        made.append((rig, value, remove))
      } catch {
        print("\(rig.rawValue) can't be had: \(error)")
        return false
      }
    }
    for (number, check) in checks {
      var cells = ""
      var failures: [String] = []
      for (rig, value, _) in made {
        let start = ContinuousClock.now
        var cell = Cell.kept
        do {
          if case .notClaimed = try await check.run(on: value) { cell = .notClaimed }
        } catch {
          cell = .broken
          failures.append("       \(rig.rawValue), after \(start.duration(to: .now)): \(error)")
        }
        counts[rig.rawValue, default: [:]][cell, default: 0] += 1
        cells += padded(cell.rawValue, 9)
      }
      print("\(padded(String(number), 3))  \(cells) \(check.name) (\(check.section))")
      for failure in failures { print(failure) }
      fflush(nil)
    }
    for (rig, _, remove) in made {
      let count = counts[rig.rawValue] ?? [:]
      print(
        "\(rig.rawValue): \(count[.kept] ?? 0) kept, \(count[.broken] ?? 0) broken, \(count[.notClaimed] ?? 0) skipped")
      remove()
    }
    return counts.values.allSatisfy { ($0[.broken] ?? 0) == 0 }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
