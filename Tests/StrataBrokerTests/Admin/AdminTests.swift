import Glibc
import StrataEngine
import StrataLog
import StrataWire
import Testing

@testable import StrataBroker

/// SPEC §12.4
@Suite struct AdminTests {
  @Test("questions about topics and settings are answered as Apache Kafka answered them")
  func ours() throws {
    let broker = try RunningBroker()
    let client = try broker.client()
    for question in AdminTranscript.questions {
      #expect(try question.ask(client) == question.answer, "\(question)")
    }
  }

  @Test(
    "Apache Kafka itself answers as recorded",
    .enabled(if: RealKafka.home != nil, "STRATA_KAFKA_DIR does not say where Kafka is"))
  func kafka() throws {
    let kafka = try RealKafka(settings: [])
    let client = try RawClient(port: kafka.port)
    for question in AdminTranscript.questions {
      // Its controller answers before its broker has heard of the change, and there is nothing to wait on.
      usleep(300_000)
      #expect(try question.ask(client) == question.answer, "\(question)")
    }
  }

  @Test("every version that Kafka has is spoken, and what a version can't say is left out")
  func versions() throws {
    let broker = try RunningBroker()
    try broker.engine.createTopic("there", partitions: 2)
    let client = try broker.client()
    let expected: [(API, ClosedRange<Int16>)] = [
      (.createTopics, 2...7), (.deleteTopics, 1...6), (.deleteRecords, 0...2), (.createPartitions, 0...3),
      (.describeConfigs, 1...4), (.alterConfigs, 0...2), (.incrementalAlterConfigs, 0...1), (.describeCluster, 0...2),
      (.describeTopicPartitions, 0...0), (.describeLogDirs, 1...5), (.describeProducers, 0...0),
      (.listConfigResources, 0...1), (.electLeaders, 0...2),
    ]
    let listed = try client.call(ApiVersionsRequest(), version: 2)
    for (api, versions) in expected {
      let row = try #require(listed.apiKeys.first { $0.apiKey == api.rawValue }, "\(api)")
      #expect(row.minVersion == versions.lowerBound && row.maxVersion == versions.upperBound, "\(api)")
    }
    for version in Int16(2)...7 {
      let topics = [CreateTopicsRequest.Topic(name: "v\(version)", numPartitions: 1, replicationFactor: 1)]
      let topic = try client.call(CreateTopicsRequest(topics: topics), version: version).topics[0]
      #expect(topic.errorCode == .none && (topic.configs?.count ?? 0) == (version < 5 ? 0 : 33), "\(version)")
      #expect((topic.topicID != .zero) == (version >= 7))
    }
    try broker.engine.createTopic("v1")
    for version in Int16(1)...6 {
      let request = DeleteTopicsRequest(topics: [.init(name: "v\(version)")], topicNames: ["v\(version)"])
      #expect(try client.call(request, version: version).responses.map(\.errorCode) == [.none], "\(version)")
    }
    for version in Int16(0)...2 {
      let topics = [DeleteRecordsRequest.Topic(name: "there", partitions: [.init(partitionIndex: 1, offset: -1)])]
      let answer = try client.call(DeleteRecordsRequest(topics: topics), version: version).topics[0].partitions[0]
      #expect(answer.errorCode == .none && answer.lowWatermark == 0)
    }
    for version in Int16(0)...3 {
      let topics = [CreatePartitionsRequest.Topic(name: "there", count: 3 + Int32(version), assignments: nil)]
      #expect(try client.call(CreatePartitionsRequest(topics: topics), version: version).results[0].errorCode == .none)
    }
    for version in Int16(1)...4 {
      let resources = [DescribeConfigsRequest.Resource(resourceType: 2, resourceName: "there")]
      let result = try client.call(DescribeConfigsRequest(resources: resources), version: version).results[0]
      #expect(result.configs.count == 33)
      #expect(result.configs[0].configType == (version < 3 ? 0 : 7), "cleanup.policy is a list, said from version 3 on")
    }
    for version in Int16(0)...2 {
      let cluster = try client.call(DescribeClusterRequest(endpointType: 1), version: version)
      #expect(cluster.brokers.map(\.port) == [Int32(broker.broker.port)] && cluster.controllerID == 1)
      #expect(cluster.clusterID == broker.engine.clusterID && cluster.clusterAuthorizedOperations == .min)
    }
  }

  @Test("what there is nothing to say about is null, not an empty text, as Kafka has it")
  func unsaid() throws {
    let broker = try RunningBroker()
    let client = try broker.client()
    let topics = [CreateTopicsRequest.Topic(name: "quiet", numPartitions: 1, replicationFactor: 1)]
    #expect(try client.call(CreateTopicsRequest(topics: topics)).topics.map(\.errorMessage) == [nil])
    let asked = DescribeConfigsRequest(resources: [.init(resourceType: 2, resourceName: "quiet")])
    #expect(try client.call(asked).results[0].configs.allSatisfy { $0.documentation == nil })
  }

  @Test("a cluster's controllers can't be asked of a broker")
  func endpoints() throws {
    let broker = try RunningBroker()
    let client = try broker.client()
    let codes = try [Int8(2), 3].map { try client.call(DescribeClusterRequest(endpointType: $0)).errorCode }
    #expect(codes == [.mismatchedEndpointType, .unsupportedEndpointType])
    let request = DescribeClusterRequest(includeClusterAuthorizedOperations: true, endpointType: 1)
    #expect(try client.call(request).clusterAuthorizedOperations == 8_096)
  }

  @Test("topics are told page by page, as Kafka pages")
  func pages() throws {
    let broker = try RunningBroker()
    try broker.engine.createTopic("made", partitions: 2)
    try broker.engine.createTopic("made3", partitions: 3)
    let client = try broker.client()
    func page(
      _ names: [String], _ limit: Int32, _ cursor: (String, Int32)? = nil
    ) throws -> (topics: [String], next: String) {
      let answer = try client.call(
        DescribeTopicPartitionsRequest(
          topics: names.map { .init(name: $0) }, responsePartitionLimit: limit,
          cursor: cursor.map { .init(topicName: $0.0, partitionIndex: $0.1) }))
      let topics = answer.topics.map { topic in
        "\(topic.name ?? "") \(topic.errorCode.rawValue) \(topic.partitions.map(\.partitionIndex))"
      }
      return (topics, answer.nextCursor.map { "\($0.topicName) \($0.partitionIndex)" } ?? "")
    }
    let both = ["made", "made3"]
    #expect(try page(both, 3) == (["made 0 [0, 1]", "made3 0 [0]"], "made3 1"))
    #expect(try page(both, 3, ("made3", 1)) == (["made3 0 [1, 2]"], ""))
    #expect(try page(both, 1, ("made", 7)) == (["made 0 []", "made3 0 [0]"], "made3 1"))
    #expect(try page([], 2, ("made2", 1)) == (["made3 0 [0, 1]"], "made3 2"))
    #expect(try page(both, 0) == (["made 0 [0]"], "made 1"))
    #expect(try page(both, -1) == (["made 0 [0]"], "made 1"))
    #expect(try page(both, 2) == (["made 0 [0, 1]"], "made3 0"))
    #expect(try page(both, 5) == (["made 0 [0, 1]", "made3 0 [0, 1, 2]"], ""))
    #expect(try page(both, 9, ("zz", 0)) == (["made 42 []", "made3 42 []"], ""))
    #expect(try page(["made"], 9, ("made", -1)) == (["made 42 []"], ""))
    #expect(try page(["nosuch", "made", "a b", "made"], 99) == (["a b 17 []", "made 0 [0, 1]", "nosuch 3 []"], ""))
  }

  @Test("no leader is elected, and each partition is told why")
  func elections() throws {
    let broker = try RunningBroker()
    try broker.engine.createTopic("t", partitions: 2)
    let client = try broker.client()
    let asked = [ElectLeadersRequest.Topic(topic: "t", partitions: [0, 1, 2]), .init(topic: "no", partitions: [0])]
    func codes(_ answer: ElectLeadersResponse) -> [[Int16]] {
      answer.replicaElectionResults.map { $0.partitionResult.map(\.errorCode.rawValue) }
    }
    for version in Int16(0)...2 {
      let answer = try client.call(ElectLeadersRequest(topicPartitions: asked), version: version)
      #expect(answer.errorCode == .none && codes(answer) == [[84, 84, 3], [3]])
    }
    let unknown = try client.call(ElectLeadersRequest(electionType: 9, topicPartitions: asked))
    #expect(unknown.errorCode == .invalidRequest && codes(unknown) == [[42, 42, 42], [42]])
    let all = try client.call(ElectLeadersRequest(topicPartitions: nil))
    #expect(all.errorCode == .none && all.replicaElectionResults.map(\.topic) == ["t"] && codes(all) == [[]])
  }
}
