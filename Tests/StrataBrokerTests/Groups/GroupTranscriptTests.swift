import StrataBroker
import StrataEngine
import StrataWire
import Testing
import WireKit

/// SPEC §12.3: what is done to Apache Kafka 4.3.1 and what it said, frame by frame.
@Suite struct GroupTranscriptTests {
  @Test("every walk through the APIs of groups is answered as by Kafka", arguments: GroupScenario.allCases)
  func ours(scenario: GroupScenario) throws {
    let running = try RunningBroker()
    for topic in ["t", "u"] { try running.engine.createTopic(topic, partitions: 2) }
    try Self.check(scenario, port: running.broker.port)
  }

  @Test(
    "Apache Kafka itself answers as recorded",
    .enabled(if: RealKafka.home != nil, "STRATA_KAFKA_DIR does not say where Kafka is"))
  func kafka() throws {
    let kafka = try RealKafka(
      settings: ["group.initial.rebalance.delay.ms=0", "offsets.topic.num.partitions=1"])
    let client = try RawClient(port: kafka.port)
    let topics = ["t", "u"].map { CreateTopicsRequest.Topic(name: $0, numPartitions: 2, replicationFactor: 1) }
    _ = try client.call(CreateTopicsRequest(topics: topics, timeoutMs: 10_000))
    for scenario in GroupScenario.allCases { try Self.check(scenario, port: kafka.port) }
  }

  private static func check(_ scenario: GroupScenario, port: Int) throws {
    let walk = GroupWalk(port: port, tag: "\(scenario.rawValue)")
    do { try scenario.run(walk) } catch { walk.say("\(error)") }
    let folder = "\(checkout(depth: 3))/Tests/StrataBrokerTests/Groups/Transcripts"
    let expected = try contents(of: "\(folder)/\(scenario).txt").split(separator: "\n").map(String.init)
    for (number, line) in walk.lines.enumerated() where !expected.indices.contains(number) || expected[number] != line {
      let due = expected.indices.contains(number) ? expected[number] : "nothing"
      Issue.record("\(scenario), line \(number + 1): \(line), due was: \(due)")
    }
    #expect(walk.lines.count == expected.count)
  }
}
