import StrataEngine
import StrataLog
import StrataWire
import Testing

@testable import StrataBroker

/// SPEC §12.4: what lies in the broker, told and changed.
@Suite struct AdminStateTests {
  private func batch(_ count: Int, producer: BatchProducer? = nil) throws -> [UInt8] {
    var builder = try BatchBuilder()
    builder.producer = producer
    for _ in 0..<count { try builder.add(key: [1], value: [2], timestamp: Timestamp(milliseconds: 1_000)) }
    return unsafe try builder.finish().bytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  @Test("the log directory is told with the bytes of each partition that is asked for")
  func logDirs() throws {
    let broker = try RunningBroker()
    let topic = try broker.engine.createTopic("t", partitions: 2)
    try broker.engine.createTopic("u")
    let bytes = try batch(3)
    try topic.partitions[1].append(RecordBatch(checking: bytes.span))
    let client = try broker.client()
    for version in Int16(1)...5 {
      let all = try client.call(DescribeLogDirsRequest(topics: nil), version: version).results
      #expect(all.count == 1 && all[0].topics.map(\.name) == ["t", "u"])
      #expect(all[0].topics[0].partitions.map(\.partitionSize) == [0, Int64(bytes.count)])
      // Records in memory lie on no disk that could fill.
      #expect(all[0].totalBytes == -1 && all[0].usableBytes == -1)
    }
    func asked(_ topics: [DescribeLogDirsRequest.Topic]) throws -> [String] {
      try client.call(DescribeLogDirsRequest(topics: topics)).results[0].topics.map { topic in
        "\(topic.name) \(topic.partitions.map(\.partitionIndex))"
      }
    }
    #expect(try asked([.init(topic: "t", partitions: [1, 5]), .init(topic: "no", partitions: [0])]) == ["t [1]"])
    #expect(try asked([]) == [])
  }

  @Test("a directory on a disk says how much room the disk has")
  func diskRoom() throws {
    let room = try #require(DiskRoom(at: "."))
    #expect(room.total > 0 && (0...room.total).contains(room.usable))
    #expect(DiskRoom(at: "no such directory") == nil)
  }

  @Test("the producers of a partition are told with their last sequence")
  func producers() throws {
    let broker = try RunningBroker()
    let partition = try broker.engine.createTopic("t").partitions[0]
    for producer in [BatchProducer(id: 9, epoch: 2, sequence: 0), BatchProducer(id: 4, epoch: 0, sequence: 0)] {
      let bytes = try batch(5, producer: producer)
      try partition.append(RecordBatch(checking: bytes.span))
    }
    let answer = try broker.client().call(
      DescribeProducersRequest(topics: [
        .init(name: "t", partitionIndexes: [0, 3]), .init(name: "no", partitionIndexes: [0]),
        .init(name: "a b", partitionIndexes: [0]),
      ]))
    #expect(answer.topics.map { $0.partitions.map(\.errorCode.rawValue) } == [[0, 3], [3], [17]])
    let told = answer.topics[0].partitions[0].activeProducers
    #expect(told.map(\.producerID) == [4, 9] && told.map(\.producerEpoch) == [0, 2])
    #expect(told.map(\.lastSequence) == [4, 4] && told.map(\.lastTimestamp) == [1_000, 1_000])
    #expect(told.allSatisfy { $0.coordinatorEpoch == -1 && $0.currentTxnStartOffset == -1 })
  }

  @Test("records that were deleted can't be read, and the first that can is told")
  func deletedRecords() throws {
    let broker = try RunningBroker()
    let partition = try broker.engine.createTopic("t").partitions[0]
    let bytes = try batch(6)
    try partition.append(RecordBatch(checking: bytes.span))
    let client = try broker.client()
    let starts = try [Int64(3), 2, 7, -1].map { offset in
      let answer = try client.call(
        DeleteRecordsRequest(topics: [.init(name: "t", partitions: [.init(partitionIndex: 0, offset: offset)])]))
      return "\(answer.topics[0].partitions[0].lowWatermark) \(answer.topics[0].partitions[0].errorCode.rawValue)"
    }
    #expect(starts == ["3 0", "3 0", "-1 1", "6 0"])
    #expect(try partition.log.startOffset == Offset(6))
  }

  @Test("resources that have settings are listed by kind")
  func resources() throws {
    let broker = try RunningBroker()
    try broker.engine.createTopic("t")
    let client = try broker.client()
    func list(_ kinds: [Int8], version: Int16 = 1) throws -> [String] {
      let answer = try client.call(ListConfigResourcesRequest(resourceTypes: kinds), version: version)
      guard answer.errorCode == .none else { return ["\(answer.errorCode.rawValue)"] }
      return answer.configResources.map { "\($0.resourceType) \($0.resourceName)" }.sorted()
    }
    #expect(try list([]) == ["2 t", "4 1", "8 1"])
    #expect(try list([2]) == ["2 t"] && list([16, 32]) == [] && list([4]) == ["4 1"] && list([2, 77]) == ["35"])
    #expect(try list([], version: 0) == [])
  }

  @Test("what the broker was given is told as its own, and as its topics' default")
  func given() throws {
    var config = BrokerConfig()
    try config.set("log.retention.hours", "2")
    try config.set("num.partitions", "4")
    let engine = try Engine.inMemory(settings: config.engine)
    let broker = try RunningBroker(engine: engine) { [config] in
      let log = $0.log
      $0 = BrokerSettings(config)
      $0.port = 0
      $0.log = log
    }
    let client = try broker.client()
    let made = try client.call(
      CreateTopicsRequest(topics: [.init(name: "t", numPartitions: -1, replicationFactor: -1)])
    ).topics[0]
    #expect(made.numPartitions == 4)
    #expect(try AdminTranscript.describe("t", ["retention.ms"])(client) == ["retention.ms=7200000 5"])
    #expect(try engine.topic("t").partitions[0].log.settings.retentionMilliseconds == 7_200_000)
    #expect(
      try AdminTranscript.describe("1", ["num.partitions", "node.id"], kind: 4)(client) == [
        "node.id=1 5 5:node.id=1", "num.partitions=4 4 4:num.partitions=4 5:num.partitions=1",
      ])
    let listeners = try AdminTranscript.describe("1", ["advertised.listeners"], kind: 4, synonyms: false)(client)
    #expect(listeners == ["advertised.listeners=PLAINTEXT://127.0.0.1:\(broker.broker.port) 4"])
  }

  @Test("few bytes can't ask for much: what is told and made by one request is bounded")
  func bounds() throws {
    let broker = try RunningBroker()
    try broker.engine.createTopic("t")
    let client = try broker.client()
    let topics = (0..<3).map { CreateTopicsRequest.Topic(name: "m\($0)", numPartitions: 5_000, replicationFactor: 1) }
    #expect(try client.call(CreateTopicsRequest(topics: topics)).topics.map(\.errorCode.rawValue) == [44, 44, 44])
    #expect(broker.engine.topics.count == 1)
    let resource = DescribeConfigsRequest.Resource(resourceType: 4, resourceName: "1", configurationKeys: nil)
    let request = DescribeConfigsRequest(
      resources: [DescribeConfigsRequest.Resource](repeating: resource, count: 310))
    let told = try client.call(request).results
    #expect(told.count == 310 && told.reduce(0) { $0 + $1.configs.count } <= 100_000 + 340)
    #expect(told[0].errorCode == .none && told[309].errorCode == .invalidRequest)
    let many = [ElectLeadersRequest.Topic(topic: "t", partitions: Array(0..<20_000))]
    let partitions = try client.call(ElectLeadersRequest(topicPartitions: many)).replicaElectionResults[0]
      .partitionResult
    #expect(partitions.count == 20_000 && partitions.allSatisfy { $0.errorMessage == nil })
  }

  @Test("deleting topics can be off")
  func noDeleting() throws {
    let config = try BrokerConfig(["delete.topic.enable": "false"])
    let broker = try RunningBroker { $0.config = config }
    try broker.engine.createTopic("t")
    let client = try broker.client()
    let request = DeleteTopicsRequest(topics: [.init(name: "t")], topicNames: ["t"])
    #expect(try client.call(request, version: 6).responses[0].errorCode == .topicDeletionDisabled)
    #expect(try client.call(request, version: 1).responses[0].errorCode == .invalidRequest)
    #expect(broker.engine.topics.map(\.name) == ["t"])
  }
}
