import StrataWire

/// Questions about the broker's own settings, changed while it runs, and Kafka's answers.
extension AdminTranscript {
  private static let others = "3:message.max.bytes=3000000 5:message.max.bytes=1048588"

  static let broker: [AdminQuestion] = [
    .init("all brokers together have one setting", ["min.insync.replicas=1 3 3:min.insync.replicas=1"]) {
      try describe("", nil, kind: 4)($0)
    },
    .init("settings change for this broker", ["1 0"]) {
      try change([(4, "1", [("message.max.bytes", .set, "2000000"), ("log.cleanup.policy", .append, "compact")])])($0)
    },
    .init("and for all", [" 0"]) {
      try change([(4, "", [("message.max.bytes", .set, "3000000"), ("log.retention.ms", .set, "77777")])])($0)
    },
    .init(
      "and are told, this broker's first",
      [
        "log.cleanup.policy=delete,compact 2 2:log.cleanup.policy=delete,compact 5:log.cleanup.policy=delete",
        "message.max.bytes=2000000 2 2:message.max.bytes=2000000 \(others)",
      ]
    ) { try describe("1", ["message.max.bytes", "log.cleanup.policy"], kind: 4)($0) },
    .init(
      "topics that say nothing themselves have them",
      [
        "max.message.bytes=2000000 2 2:message.max.bytes=2000000 \(others)",
        "retention.ms=77777 3 3:log.retention.ms=77777 5:log.retention.hours=168",
      ]
    ) { try describe("c.d", ["max.message.bytes", "retention.ms"])($0) },
    .init(
      "all brokers together are told theirs",
      [
        "log.retention.ms=77777 3 3:log.retention.ms=77777", "message.max.bytes=3000000 3 3:message.max.bytes=3000000",
        "min.insync.replicas=1 3 3:min.insync.replicas=1",
      ]
    ) { try describe("", nil, kind: 4)($0) },
    .init("what can't change while a broker runs is refused, with what comes beside it", ["1 42"]) {
      try change([(4, "1", [("num.partitions", .set, "3"), ("message.max.bytes", .set, "3")])])($0)
    },
    .init("nor can a value be that is none", [" 42"]) { try change([(4, "", [("log.retention.ms", .set, "x")])])($0) },
    .init("an address is not for all brokers", [" 42"]) {
      try change([(4, "", [("listeners", .set, "PLAINTEXT://x:1")])])($0)
    },
    .init("what all brokers always have stays", [" 40"]) {
      try change([(4, "", [("min.insync.replicas", .remove, nil)])])($0)
    },
    .init("and is not for one", ["1 40"]) { try change([(4, "1", [("min.insync.replicas", .set, "1")])])($0) },
    .init("settings are replaced whole", ["1 0"]) { try replace([(4, "1", ["message.max.bytes": "1500000"])])($0) },
    .init(
      "and what is not among them is as it was",
      [
        "log.cleanup.policy=delete 5 5:log.cleanup.policy=delete",
        "message.max.bytes=1500000 2 2:message.max.bytes=1500000 \(others)",
      ]
    ) { try describe("1", ["message.max.bytes", "log.cleanup.policy"], kind: 4)($0) },
    .init("what is removed is as if it had never been", ["1 0"]) {
      try change([(4, "1", [("message.max.bytes", .remove, nil)])])($0)
    },
    .init("for all brokers too", [" 0"]) {
      try change([(4, "", [("message.max.bytes", .remove, nil), ("log.retention.ms", .remove, nil)])])($0)
    },
    .init("and for topics", ["max.message.bytes=1048588 5 5:message.max.bytes=1048588", "retention.ms=604800000 5"]) {
      try describe("c.d", ["max.message.bytes", "retention.ms"])($0)
    },
  ]
}
