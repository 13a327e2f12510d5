import Testing

/// What both brokers answer, ours and the real one (SPEC §12.2).
@Suite struct ChecksTests {
  static let all = ProduceChecks.all + RepackChecks.all + FetchChecks.all + OffsetChecks.all

  @Test("our broker answers as Kafka did", arguments: all)
  func ours(check: Check) throws { check.run(on: .ours(try RunningBroker())) }

  @Test(
    "the real Kafka answers so",
    .enabled(if: RealKafka.home != nil, "STRATA_KAFKA_DIR names no folder with a real Kafka"))
  func kafka() throws {
    let kafka = try RealKafka(settings: ["group.initial.rebalance.delay.ms=0"])
    for check in Self.all { check.run(on: .kafka(kafka)) }
  }
}
