import Glibc
import StrataEngine
import StrataLog
import StrataWire
import Testing

/// Who is asked: our broker, or the real Kafka that `STRATA_KAFKA_DIR` names. Checks run on both and expect the same.
enum Rig {
  case ours(RunningBroker)
  case kafka(RealKafka)

  func client() throws -> RawClient {
    switch self {
    case .ours(let running): try running.client()
    case .kafka(let kafka): try RawClient(port: kafka.port)
    }
  }

  /// Makes a topic of a name that no other check has, and returns name and id.
  func topic(
    _ name: String, partitions: Int32 = 1, _ settings: [String: String] = [:]
  ) throws -> (name: String, id: WireUUID) {
    switch self {
    case .ours(let running):
      let topic = try running.engine.createTopic(name, partitions: partitions, settings: TopicSettings(settings))
      return (name, WireUUID(high: topic.id.high, low: topic.id.low))
    case .kafka:
      let response = try client().call(
        CreateTopicsRequest(topics: [
          .init(
            name: name, numPartitions: partitions, replicationFactor: 1,
            configs: settings.map { .init(name: $0.key, value: $0.value) })
        ]), version: 7)
      try #require(response.topics[0].errorCode == .none, "\(response.topics[0].errorCode)")
      try wait(for: name, partitions) { $0 == .none }
      return (name, response.topics[0].topicID)
    }
  }

  /// The real Kafka makes a topic before it has anyone to answer for it, and deletes one before the last has heard.
  private func wait(
    for name: String, _ partitions: Int32, until isReached: (ErrorCode) -> Bool
  ) throws {
    let client = try client()
    let request = ListOffsetsRequest(
      replicaID: -1,
      topics: [
        .init(name: name, partitions: (0..<partitions).map { .init(partitionIndex: $0, timestamp: -1) })
      ])
    let deadline = time(nil) + 30
    while time(nil) < deadline {
      let answer = try client.call(request, version: 7)
      if answer.topics.flatMap(\.partitions).allSatisfy({ isReached($0.errorCode) }) { return }
      usleep(20_000)
    }
    throw RawClient.Failure(description: "\(name) did not come or go within 30 seconds")
  }

  func delete(_ name: String) throws {
    switch self {
    case .ours(let running): try running.engine.deleteTopic(name)
    case .kafka:
      let response = try client().call(DeleteTopicsRequest(topics: [.init(name: name)], timeoutMs: 10_000), version: 6)
      try #require(response.responses[0].errorCode == .none)
      try wait(for: name, 1) { $0 == .unknownTopicOrPartition }
    }
  }
}

/// One thing to ask a broker, and what the real Kafka answers.
struct Check: Sendable, CustomTestStringConvertible {
  let name: String
  let expected: [String]
  let ask: @Sendable (Rig) throws -> [String]

  init(_ name: String, _ expected: [String], _ ask: @escaping @Sendable (Rig) throws -> [String]) {
    self.name = name
    self.expected = expected
    self.ask = ask
  }

  var testDescription: String { name }

  func run(on rig: Rig) {
    do {
      let answers = try ask(rig)
      #expect(answers == expected, "\(name)")
    } catch { Issue.record("\(name): \(error)") }
  }
}
