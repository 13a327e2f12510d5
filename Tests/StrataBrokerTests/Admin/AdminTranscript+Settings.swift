import StrataWire

/// Questions about settings, and Kafka's answers.
extension AdminTranscript {
  enum Operation: Int8 { case set, remove, append, subtract }
  typealias Alter = (name: String, operation: Operation, value: String?)

  static func change(
    _ resources: [(Int8, String, [Alter])], validateOnly: Bool = false
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      try client.call(
        IncrementalAlterConfigsRequest(
          resources: resources.map { kind, name, configs in
            .init(
              resourceType: kind, resourceName: name,
              configs: configs.map { .init(name: $0.0, configOperation: $0.1.rawValue, value: $0.2) })
          }, validateOnly: validateOnly)
      ).responses.map { "\($0.resourceName) \($0.errorCode.rawValue)" }.sorted()
    }
  }

  static func replace(
    _ resources: [(Int8, String, [String: String?])], validateOnly: Bool = false
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      try client.call(
        AlterConfigsRequest(
          resources: resources.map { kind, name, configs in
            .init(
              resourceType: kind, resourceName: name,
              configs: configs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
          }, validateOnly: validateOnly)
      ).responses.map { "\($0.resourceName) \($0.errorCode.rawValue)" }.sorted()
    }
  }

  /// `name=value` with the numbers of its sources, nearest first.
  static func describe(
    _ topic: String, _ keys: [String]?, kind: Int8 = 2, synonyms: Bool = true
  ) -> @Sendable (RawClient) throws -> [String] {
    { client in
      let results = try client.call(
        DescribeConfigsRequest(
          resources: [.init(resourceType: kind, resourceName: topic, configurationKeys: keys)],
          includeSynonyms: synonyms)
      ).results
      return results.flatMap { result in
        result.errorCode.rawValue != 0
          ? ["\(result.errorCode.rawValue)"]
          : result.configs.map { config in
            let sources = config.synonyms.map { " \($0.source):\($0.name)=\($0.value ?? "-")" }.joined()
            return "\(config.name)=\(config.value ?? "-") \(config.configSource)\(sources)"
          }
      }.sorted()
    }
  }

  static let settings: [AdminQuestion] = [
    .init("a list that was not given changes from its default", ["a 0"]) {
      try change([(2, "a", [("cleanup.policy", .append, "compact"), ("retention.ms", .set, " 5 ")])])($0)
    },
    .init(
      "what was given is told as kept, and what would hold without it",
      [
        "cleanup.policy=delete,compact 1 1:cleanup.policy=delete,compact 5:log.cleanup.policy=delete",
        "min.insync.replicas=1 3 3:min.insync.replicas=1 5:min.insync.replicas=1", "retention.ms=5 1 1:retention.ms=5",
        "segment.bytes=1073741824 5 5:log.segment.bytes=1073741824",
      ]
    ) { try describe("a", ["retention.ms", "cleanup.policy", "segment.bytes", "nosuch", "min.insync.replicas"])($0) },
    .init("a list may lose what it has and what it has not", ["a 0"]) {
      try change([(2, "a", [("cleanup.policy", .subtract, "delete,other"), ("retention.ms", .remove, nil)])])($0)
    },
    .init(
      "and what is removed has its default again",
      [
        "cleanup.policy=compact 1", "retention.ms=604800000 5",
      ]
    ) { try describe("a", ["retention.ms", "cleanup.policy"], synonyms: false)($0) },
    .init(
      "what can't be changed is refused, resource by resource",
      [
        " 42", "a b 17", "b 40", "c.d 40", "compact 42", "h1 42", "keep 42", "nosuch 3",
      ]
    ) {
      try change([
        (2, "nosuch", [("retention.ms", .set, "5")]), (2, "", [("retention.ms", .set, "5")]),
        (2, "b", [("nosuch", .set, "5")]), (2, "a b", []), (2, "c.d", [("retention.ms", .append, "5")]),
        (2, "compact", [("retention.ms", .set, nil)]),
        (2, "h1", [("retention.ms", .set, "5"), ("retention.ms", .set, "6")]), (77, "keep", []),
      ])($0)
    },
    .init("a change that is refused in part is refused whole", ["b 40"]) {
      try change([(2, "b", [("segment.ms", .set, "6"), ("retention.ms", .set, "-9")])])($0)
    },
    .init("and changes nothing, as one that is only validated", ["segment.ms=604800000 5"]) { client in
      _ = try change([(2, "b", [("segment.ms", .set, "7")])], validateOnly: true)(client)
      return try describe("b", ["segment.ms"], synonyms: false)(client)
    },
    .init("removing what no topic has is nothing", ["b 0"]) {
      try change([(2, "b", [("nosuch", .remove, nil)])])($0)
    },
    .init("a resource that comes twice is refused twice", ["b 42", "b 42"]) {
      try change([(2, "b", [("segment.ms", .set, "6")]), (2, "b", [("retention.ms", .set, "6")])])($0)
    },
    .init("settings of a broker that is not there are refused", ["1 42", "2 42", "x 42"]) {
      try change([
        (4, "2", [("log.retention.ms", .set, "5")]), (4, "x", [("log.retention.ms", .set, "5")]),
        (4, "1", [("log.dirs", .set, "x")]),
      ])($0)
    },
    .init("settings are replaced whole", ["b 0", "c.d 40", "compact 42", "nosuch 3"]) {
      try replace([
        (2, "b", ["retention.ms": "6", "segment.ms": "77"]), (2, "nosuch", [:]), (2, "c.d", ["x": "5"]),
        (2, "compact", ["flush.ms": String?.none]),
      ])($0)
    },
    .init("by fewer", ["b 0"]) { try replace([(2, "b", ["segment.ms": "78"])])($0) },
    .init("those that are not named are as if they had never been", ["retention.ms=604800000 5", "segment.ms=78 1"]) {
      try describe("b", ["retention.ms", "segment.ms"], synonyms: false)($0)
    },
    .init("settings of what is not there are refused", ["3"]) { try describe("nosuch", nil)($0) },
    .init("of what can't be", ["17"]) { try describe("a b", nil)($0) },
    .init("of another broker", ["42"]) { try describe("2", nil, kind: 4)($0) },
    .init("of a broker without a number", ["42"]) { try describe("x", nil, kind: 4)($0) },
    .init("of no kind", ["42"]) { try describe("a", nil, kind: 7)($0) },
    .init("all brokers together have one", ["min.insync.replicas=1 3 3:min.insync.replicas=1"]) {
      try describe("", nil, kind: 4)($0)
    },
    .init(
      "the broker says what it was given and what would hold without it",
      [
        "compression.type=producer 5 5:compression.type=producer", "log.retention.ms=- 5",
        "message.max.bytes=1048588 5 5:message.max.bytes=1048588",
        "min.insync.replicas=1 3 3:min.insync.replicas=1 5:min.insync.replicas=1", "ssl.keystore.password=- 5",
      ]
    ) {
      try describe(
        "1",
        [
          "message.max.bytes", "log.retention.ms", "ssl.keystore.password", "compression.type", "min.insync.replicas",
        ], kind: 4)($0)
    },
    .init("a topic's settings are all told", topicDefaults) { try describe("c.d", nil)($0) },
  ]

  /// What Kafka tells of a topic that nothing was said about.
  static let topicDefaults = [
    "cleanup.policy=delete 5 5:log.cleanup.policy=delete",
    "compression.gzip.level=-1 5 5:compression.gzip.level=-1",
    "compression.lz4.level=9 5 5:compression.lz4.level=9",
    "compression.type=producer 5 5:compression.type=producer",
    "compression.zstd.level=3 5 5:compression.zstd.level=3",
    "delete.retention.ms=86400000 5 5:log.cleaner.delete.retention.ms=86400000",
    "file.delete.delay.ms=60000 5 5:log.segment.delete.delay.ms=60000",
    "flush.messages=9223372036854775807 5 5:log.flush.interval.messages=9223372036854775807",
    "flush.ms=9223372036854775807 5",
    "follower.replication.throttled.replicas= 5",
    "index.interval.bytes=4096 5 5:log.index.interval.bytes=4096",
    "leader.replication.throttled.replicas= 5",
    "local.retention.bytes=-2 5 5:log.local.retention.bytes=-2",
    "local.retention.ms=-2 5 5:log.local.retention.ms=-2",
    "max.compaction.lag.ms=9223372036854775807 5 5:log.cleaner.max.compaction.lag.ms=9223372036854775807",
    "max.message.bytes=1048588 5 5:message.max.bytes=1048588",
    "message.timestamp.after.max.ms=3600000 5 5:log.message.timestamp.after.max.ms=3600000",
    "message.timestamp.before.max.ms=9223372036854775807 5 5:log.message.timestamp.before.max.ms=9223372036854775807",
    "message.timestamp.type=CreateTime 5 5:log.message.timestamp.type=CreateTime",
    "min.cleanable.dirty.ratio=0.5 5 5:log.cleaner.min.cleanable.ratio=0.5",
    "min.compaction.lag.ms=0 5 5:log.cleaner.min.compaction.lag.ms=0",
    "min.insync.replicas=1 3 3:min.insync.replicas=1 5:min.insync.replicas=1",
    "preallocate=false 5 5:log.preallocate=false",
    "remote.log.copy.disable=false 5",
    "remote.log.delete.on.disable=false 5",
    "remote.storage.enable=false 5",
    "retention.bytes=-1 5 5:log.retention.bytes=-1",
    "retention.ms=604800000 5",
    "segment.bytes=1073741824 5 5:log.segment.bytes=1073741824",
    "segment.index.bytes=10485760 5 5:log.index.size.max.bytes=10485760",
    "segment.jitter.ms=0 5",
    "segment.ms=604800000 5",
    "unclean.leader.election.enable=false 5 5:unclean.leader.election.enable=false",
  ]
}
