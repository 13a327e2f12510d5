import StrataLog
import StrataWire

/// What a check asks a fetch for.
struct FetchQuestion {
  var offset: Int64 = 0
  var partition: Int32 = 0
  var version: Int16 = 17
  var maxBytes: Int32 = 1 << 20
  var partitionMaxBytes: Int32 = 1 << 20
  var minBytes: Int32 = 1
  var maxWait: Int32 = 0
  var leaderEpoch: Int32 = -1
  var lastEpoch: Int32 = -1
  var session: (id: Int32, epoch: Int32) = (0, -1)
  var isCommitted = false

  /// A request for partitions of one topic.
  func request(_ topic: (name: String, id: WireUUID), _ partitions: [Int32]) -> FetchRequest {
    FetchRequest(
      maxWaitMs: maxWait, minBytes: minBytes, maxBytes: maxBytes, isolationLevel: isCommitted ? 1 : 0,
      sessionID: session.id, sessionEpoch: session.epoch,
      topics: partitions.isEmpty
        ? []
        : [
          .init(
            topic: topic.name, topicID: topic.id,
            partitions: partitions.map {
              .init(
                partition: $0, currentLeaderEpoch: leaderEpoch, fetchOffset: offset, lastFetchedEpoch: lastEpoch,
                partitionMaxBytes: partitionMaxBytes)
            })
        ])
  }
}

extension FetchResponse {
  /// What a check compares.
  var summary: String {
    var words: [String] = []
    if errorCode != .none { words.append("error \(errorCode.rawValue)") }
    for topic in responses {
      for partition in topic.partitions {
        var state = "\(partition.partitionIndex): \(partition.errorCode.rawValue)"
        state +=
          " high \(partition.highWatermark) stable \(partition.lastStableOffset) from \(partition.logStartOffset)"
        state += partition.records == .null ? " null" : " \(partition.records.count) bytes"
        if partition.divergingEpoch.endOffset >= 0 { state += " diverging at \(partition.divergingEpoch.endOffset)" }
        if let aborted = partition.abortedTransactions { state += " aborted \(aborted.count)" }
        words.append(state)
      }
    }
    return words.isEmpty ? "nothing" : words.joined(separator: "; ")
  }
}

enum FetchChecks {
  /// Three batches of two records each, of one length.
  static let batch = Batches.make(["a", "b"])

  private static func filled(_ rig: Rig, _ name: String) throws -> (name: String, id: WireUUID) {
    let topic = try rig.topic("f-" + name.filter { $0.isLetter || $0.isNumber })
    let client = try rig.client()
    for _ in 0..<3 { _ = try client.produce(batch, to: topic) }
    return topic
  }

  private static func once(
    _ name: String, _ expected: String, _ change: @escaping @Sendable (inout FetchQuestion) -> Void
  ) -> Check {
    Check("fetch: \(name)", [expected]) { rig in
      let topic = try filled(rig, name)
      var question = FetchQuestion()
      change(&question)
      return [
        try rig.client().call(question.request(topic, [question.partition]), version: question.version).summary
      ]
    }
  }

  private static let size = batch.count
  private static let full = "0: 0 high 6 stable 6 from 0 \(3 * size) bytes"

  static let all: [Check] =
    (Int16(4)...18).map { version in
      once(
        "version \(version)", version < 5 ? "0: 0 high 6 stable 6 from -1 \(3 * size) bytes" : full
      ) { $0.version = version }
    } + [
      once("a byte in all", "0: 0 high 6 stable 6 from 0 \(size) bytes") { $0.maxBytes = 1 },
      once("a byte of the partition", "0: 0 high 6 stable 6 from 0 \(size) bytes") { $0.partitionMaxBytes = 1 },
      once("from the middle of a batch", "0: 0 high 6 stable 6 from 0 \(2 * size) bytes") { $0.offset = 3 },
      once("at the end", "0: 0 high 6 stable 6 from 0 0 bytes") { $0.offset = 6 },
      once("beyond the end", "0: 1 high -1 stable -1 from -1 0 bytes") { $0.offset = 7 },
      once("at -1", "0: 1 high -1 stable -1 from -1 0 bytes") { $0.offset = -1 },
      once("of a partition that is not there", "5: 3 high -1 stable -1 from -1 0 bytes aborted 0") { $0.partition = 5 },
      once("in epoch 1", "0: 75 high -1 stable -1 from -1 0 bytes") { $0.leaderEpoch = 1 },
      once("in epoch 0", full) { $0.leaderEpoch = 0 },
      once("after epoch 1", "0: 1 high -1 stable -1 from -1 0 bytes") { $0.lastEpoch = 1 },
      once("after epoch 0 beyond the end", "0: 0 high 6 stable 6 from 0 0 bytes diverging at 6") {
        ($0.lastEpoch, $0.offset) = (0, 9)
      },
      once("committed", full + " aborted 0") { $0.isCommitted = true },
      once("an unknown session", "error 70") { $0.session = (12, 3) },
      Check(
        "fetch: an unknown topic",
        ["0: 3 high -1 stable -1 from -1 0 bytes aborted 0", "0: 100 high -1 stable -1 from -1 0 bytes aborted 0"]
      ) { rig in
        let client = try rig.client()
        let question = FetchQuestion(maxWait: 5_000)
        return try [
          client.call(question.request(("f-none", .zero), [0]), version: 12).summary,
          client.call(question.request(("", WireUUID(high: 7, low: 7)), [0]), version: 17).summary,
        ]
      },
      Check(
        "fetch: several partitions share the bytes",
        ["0: 0 high 2 stable 2 from 0 \(size) bytes; 1: 0 high 2 stable 2 from 0 0 bytes"]
      ) { rig in
        let topic = try rig.topic("f-share", partitions: 2)
        let client = try rig.client()
        for partition in Int32(0)...1 { _ = try client.produce(batch, to: topic, partition: partition) }
        let question = FetchQuestion(maxBytes: Int32(size + 10))
        return [try client.call(question.request(topic, [0, 1]), version: 17).summary]
      },
      Check(
        "fetch: a session",
        [
          "0: 0 high 0 stable 0 from 0 0 bytes; 1: 0 high 0 stable 0 from 0 0 bytes", "new session", "nothing",
          "1: 0 high 2 stable 2 from 0 \(size) bytes", "1: 0 high 2 stable 2 from 0 \(size) bytes", "error 71",
          "error 106", "nothing", "session over", "error 70",
        ], session),
      Check(
        "fetch: a topic made again",
        ["0: 3 high -1 stable -1 from -1 0 bytes aborted 0", "0: 103 high -1 stable -1 from -1 0 bytes"], remade),
    ]

  private static func session(_ rig: Rig) throws -> [String] {
    let topic = try rig.topic("f-session", partitions: 2)
    let client = try rig.client()
    var question = FetchQuestion(session: (0, 0))
    let first = try client.call(question.request(topic, [0, 1]), version: 17)
    var answers = [first.summary, first.sessionID == 0 ? "no session" : "new session"]
    func next(_ epoch: Int32, _ partitions: [Int32] = [], version: Int16 = 17) throws {
      question.session = (first.sessionID, epoch)
      answers.append(try client.call(question.request(topic, partitions), version: version).summary)
    }
    try next(1)
    _ = try client.produce(batch, to: topic, partition: 1)
    try next(2)
    try next(3)
    try next(9)
    try next(4, version: 12)
    var request = question.request(topic, [])
    request.sessionEpoch = 4
    request.forgottenTopicsData = [.init(topic: topic.name, topicID: topic.id, partitions: [0, 1])]
    let last = try client.call(request, version: 17)
    answers += [last.summary, last.sessionID == 0 ? "session over" : "session goes on"]
    try next(5)
    return answers
  }

  private static func remade(_ rig: Rig) throws -> [String] {
    let topic = try filled(rig, "remade")
    let client = try rig.client()
    var question = FetchQuestion(session: (0, 0))
    let first = try client.call(question.request(topic, [0]), version: 17)
    try rig.delete(topic.name)
    question.session = (first.sessionID, 1)
    let gone = try client.call(question.request(topic, []), version: 17).summary
    _ = try rig.topic(topic.name)
    question.session = (first.sessionID, 2)
    return [gone, try client.call(question.request(topic, []), version: 17).summary]
  }
}
