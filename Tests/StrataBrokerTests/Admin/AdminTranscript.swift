import StrataWire

/// What is asked of a broker's admin APIs, one after the other, and what Apache Kafka 4.3.1 answered (SPEC §12.4):
/// names and error codes, sorted, since Kafka answers in the order of its hash tables.
struct AdminQuestion: Sendable, CustomStringConvertible {
  var description: String
  var answer: [String]
  var ask: @Sendable (RawClient) throws -> [String]

  init(_ description: String, _ answer: [String], _ ask: @escaping @Sendable (RawClient) throws -> [String]) {
    self.description = description
    self.answer = answer
    self.ask = ask
  }
}

enum AdminTranscript {
  static let questions = making + assigning + settings + growing + deletingRecords + broker + deleting

  /// A request to make topics, answered as `name code partitions`.
  static func create(
    _ topics: [CreateTopicsRequest.Topic], validateOnly: Bool = false
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      try client.call(CreateTopicsRequest(topics: topics, timeoutMs: 1_000, validateOnly: validateOnly)).topics
        .map { "\($0.name) \($0.errorCode.rawValue) \($0.numPartitions)" }.sorted()
    }
  }

  static func topic(
    _ name: String, _ partitions: Int32 = 1, replicas: Int16 = 1, configs: [String: String?] = [:],
    assigned: [[Int32]] = [], from first: Int32 = 0
  ) -> CreateTopicsRequest.Topic {
    .init(
      name: name, numPartitions: partitions, replicationFactor: replicas,
      assignments: assigned.enumerated().map { .init(partitionIndex: first + Int32($0.offset), brokerIDs: $0.element) },
      configs: configs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
  }

  static let making: [AdminQuestion] = [
    .init("topics are made, by number or by default", ["a 0 1", "b 0 3", "c.d 0 1"]) {
      try create([topic("a"), topic("b", 3), topic("c.d", -1, replicas: -1)])($0)
    },
    .init(
      "names are refused that can't be, are taken, or look like another",
      [
        " 17 -1", ".. 17 -1", "a 36 -1", "a b 17 -1", "c_d 17 -1", "\(String(repeating: "x", count: 250)) 17 -1",
      ]
    ) {
      try create([
        topic(""), topic(".."), topic("a b"), topic(String(repeating: "x", count: 250)), topic("a"), topic("c_d"),
      ])($0)
    },
    .init("a name that comes twice is refused once", ["dup 42 -1", "ok 0 1"]) {
      try create([topic("dup"), topic("dup"), topic("ok")], validateOnly: true)($0)
    },
    .init("nothing was made of what was only to be validated", ["dup 0 1", "ok 0 1"]) {
      try create([topic("dup"), topic("ok")], validateOnly: true)($0)
    },
    .init(
      "numbers of partitions and replicas are refused that can't be",
      ["n0 37 -1", "n2 37 -1", "r0 38 -1", "r2 38 -1", "rn 38 -1"]
    ) {
      try create([
        topic("n0", 0), topic("n2", -2), topic("r0", replicas: 0), topic("r2", replicas: 2),
        topic("rn", replicas: -2),
      ])($0)
    },
    .init("more partitions than anyone needs are refused", ["nm 44 -1"]) { try create([topic("nm", 100_000)])($0) },
    .init("settings are refused that no topic has, or that can't be", ["s1 40 -1", "s2 40 -1", "s3 40 -1", "s4 40 -1"])
    {
      try create([
        topic("s1", configs: ["nosuch": "1"]), topic("s2", configs: ["retention.ms": "soon"]),
        topic("s3", configs: ["retention.ms": String?.none]),
        topic("s4", configs: ["remote.storage.enable": "true"]),
      ])($0)
    },
    .init("compacted topics are made, and topics from which nothing is deleted", ["compact 0 1", "keep 0 2"]) {
      try create([
        topic("compact", configs: ["cleanup.policy": "compact"]), topic("keep", 2, configs: ["cleanup.policy": ""]),
      ])($0)
    },
    .init("no topics are no answers", []) { try create([])($0) },
  ]

  static let assigning: [AdminQuestion] = [
    .init(
      "partitions may be assigned by hand, to the broker that there is",
      [
        "h1 0 2", "h2 42 -1", "h3 42 -1", "h4 39 -1", "h5 39 -1", "h6 39 -1", "h7 39 -1",
      ]
    ) {
      try create([
        topic("h1", -1, replicas: -1, assigned: [[1], [1]]), topic("h2", -1, replicas: 1, assigned: [[1]]),
        topic("h3", 1, replicas: -1, assigned: [[1]]), topic("h4", -1, replicas: -1, assigned: [[2]]),
        topic("h5", -1, replicas: -1, assigned: [[1, 1]]), topic("h6", -1, replicas: -1, assigned: [[]]),
        topic("h7", -1, replicas: -1, assigned: [[1]], from: 1),
      ])($0)
    }
  ]

  static func grow(
    _ topics: [(String, Int32, [[Int32]]?)], validateOnly: Bool = false
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      try client.call(
        CreatePartitionsRequest(
          topics: topics.map { name, count, assigned in
            .init(name: name, count: count, assignments: assigned?.map { .init(brokerIDs: $0) })
          }, timeoutMs: 1_000, validateOnly: validateOnly)
      ).results.map { "\($0.name) \($0.errorCode.rawValue)" }.sorted()
    }
  }

  static let growing: [AdminQuestion] = [
    .init("more partitions are more than there are", ["a 37", "b 37", "h1 37", "nosuch 3"]) {
      try grow([("a", 1, nil), ("b", 2, nil), ("h1", -1, nil), ("nosuch", 3, nil)])($0)
    },
    .init("a topic that comes twice is refused once", ["a 42"]) { try grow([("a", 3, nil), ("a", 4, nil)])($0) },
    .init(
      "an assignment by hand has an entry for each new partition, of the broker that there is",
      [
        "a 39", "b 39", "c.d 39", "compact 39", "h1 0", "keep 39",
      ]
    ) {
      try grow(
        [
          ("a", 3, [[1]]), ("b", 4, [[2]]), ("c.d", 2, []), ("compact", 2, [[]]), ("h1", 3, [[1]]),
          ("keep", 3, [[1, 1]]),
        ], validateOnly: true)($0)
    },
    .init("partitions are added", ["a 0", "h1 0"]) { try grow([("a", 2, nil), ("h1", 4, [[1], [1]])])($0) },
    .init("and are there", ["a 2", "h1 4"]) { client in
      try client.call(
        DescribeTopicPartitionsRequest(topics: [.init(name: "a"), .init(name: "h1")], responsePartitionLimit: 100)
      ).topics.map { "\($0.name ?? "") \($0.partitions.count)" }
    },
  ]

  static func deleteRecords(
    _ topics: [(String, [(Int32, Int64)])]
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      try client.call(
        DeleteRecordsRequest(
          topics: topics.map { name, partitions in
            .init(name: name, partitions: partitions.map { .init(partitionIndex: $0.0, offset: $0.1) })
          }, timeoutMs: 1_000)
      ).topics.flatMap { topic in
        topic.partitions.map { "\(topic.name) \($0.partitionIndex) \($0.lowWatermark) \($0.errorCode.rawValue)" }
      }.sorted()
    }
  }

  static let deletingRecords: [AdminQuestion] = [
    .init(
      "records are deleted up to the end at most, and where they may be",
      [
        "b 0 0 0", "b 1 -1 1", "compact 0 -1 44", "h1 0 -1 1", "h1 1 0 0", "h1 4 -1 3", "keep 0 0 0", "nosuch 0 -1 3",
      ]
    ) {
      try deleteRecords([
        ("h1", [(0, 1), (1, -1), (4, 0)]), ("b", [(0, 0), (1, -2)]), ("compact", [(0, 0)]), ("keep", [(0, 0)]),
        ("nosuch", [(0, 0)]),
      ])($0)
    }
  ]

  static func delete(
    _ topics: [(String?, WireUUID)]
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      try client.call(
        DeleteTopicsRequest(topics: topics.map { .init(name: $0.0, topicID: $0.1) }, timeoutMs: 1_000)
      ).responses.map { "\($0.name ?? "-") \($0.errorCode.rawValue)" }.sorted()
    }
  }

  private static let stranger = WireUUID(high: 77, low: 78)

  static let deleting: [AdminQuestion] = [
    .init("a topic is deleted by its name or its id, said once", ["- 100", "- 42", "a 42", "nosuch 3", "ok 42"]) {
      try delete([
        ("nosuch", .zero), (nil, stranger), ("ok", stranger), (nil, .zero), ("a", .zero), ("a", .zero),
      ])($0)
    },
    .init("a topic that is deleted is gone", ["a 0", "b 0"]) { try delete([("a", .zero), ("b", .zero)])($0) },
    .init("and can be made anew", ["a 0 1", "b 0 2"]) {
      try create([topic("a"), topic("b", 2)])($0)
    },
  ]
}
