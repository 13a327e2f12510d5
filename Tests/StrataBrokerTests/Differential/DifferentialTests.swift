import Glibc
import StrataWire
import Testing

/// SPEC §12.5: random schedules of producers, done to Apache Kafka and to us, are answered alike and leave the same.
@Suite struct DifferentialTests {
  /// How many schedules; `STRATA_SCHEDULES` says another number.
  static let count = unsafe getenv("STRATA_SCHEDULES").flatMap { unsafe Int(String(cString: $0)) } ?? 300
  /// Partitions of a topic: so many schedules, one each, before the next topics are made.
  static let width = 50

  @Test(
    "producers' schedules end alike",
    .enabled(if: RealKafka.home != nil, "STRATA_KAFKA_DIR names no folder with a real Kafka"))
  func alike() throws {
    let kafka = try RealKafka(settings: [
      "transaction.state.log.num.partitions=1", "log.retention.check.interval.ms=600000000",
    ])
    let sides = [try Side(.kafka(kafka)), try Side(.ours(try RunningBroker()))]
    let start = UInt64(time(nil)) * 1_000_000
    var (lines, differing) = (0, 0)
    for first in stride(from: 0, to: Self.count, by: Self.width) {
      let topics = try sides.map { side in
        try ProduceSchedule.Kind.allCases.map {
          try side.rig.topic(
            "\($0)-\(first)", partitions: Int32(Self.width), $0.settings(round: first / Self.width))
        }
      }
      for number in first..<min(first + Self.width, Self.count) {
        let now = Int64(time(nil)) * 1_000
        var told: [[String]] = []
        for (side, topics) in zip(sides, topics) {
          var schedule = ProduceSchedule(seed: start + UInt64(number), now: now)
          let place = ProduceSchedule.Kind.allCases.firstIndex(of: schedule.kind) ?? 0
          try schedule.run(on: side, topics[place], Int32(number - first))
          told.append(schedule.lines)
        }
        lines += told[0].count
        guard told[0] != told[1] else { continue }
        differing += 1
        if differing <= 5 { Issue.record("schedule \(start + UInt64(number)):\n\(Self.difference(told[0], told[1]))") }
      }
      for topic in ProduceSchedule.Kind.allCases { for side in sides { try side.rig.delete("\(topic)-\(first)") } }
    }
    print("differential: \(Self.count) schedules from seed \(start), \(lines) lines, \(differing) differ")
    #expect(differing == 0)
  }

  /// What came before the first difference, and both sides of it.
  private static func difference(_ kafka: [String], _ ours: [String]) -> String {
    let n = zip(kafka, ours).prefix { $0 == $1 }.count
    return
      (kafka.prefix(n).suffix(14) + ["Kafka: \(kafka.dropFirst(n).first ?? "nothing")"]
      + ["ours:  \(ours.dropFirst(n).first ?? "nothing")"]).joined(separator: "\n")
  }
}
