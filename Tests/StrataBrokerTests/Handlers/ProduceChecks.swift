import StrataLog
import StrataWire

extension RawClient {
  /// Produces to one partition and says what came back.
  func produce(
    _ bytes: [UInt8], to topic: (name: String, id: WireUUID), partition: Int32 = 0, version: Int16 = 13,
    acks: Int16 = -1
  ) throws -> ProduceResponse.Partition {
    let response = try call(
      ProduceRequest(
        acks: acks, timeoutMs: 1_000,
        topicData: [
          .init(
            name: topic.name, topicID: topic.id,
            partitionData: [.init(index: partition, records: .bytes(bytes))])
        ]), version: version)
    return response.responses[0].partitionResponses[0]
  }
}

extension ProduceResponse.Partition {
  /// What a check compares: times and ids are others each time, the rest is not.
  var summary: String {
    var words = ["\(errorCode.rawValue)", "at \(baseOffset)", "from \(logStartOffset)"]
    if logAppendTimeMs != -1 { words.append("stamped") }
    if !recordErrors.isEmpty { words.append("records \(recordErrors.map(\.batchIndex))") }
    if errorMessage != nil { words.append("message") }
    return words.joined(separator: " ")
  }
}

enum ProduceChecks {
  static let good = Batches.make(["a", "b"])

  private static func once(_ name: String, _ expected: String, version: Int16 = 13, _ bytes: [UInt8]) -> Check {
    Check("produce: \(name)", [expected]) { rig in
      let topic = try rig.topic("p-" + name.filter { $0.isLetter || $0.isNumber })
      return [try rig.client().produce(bytes, to: topic, version: version).summary]
    }
  }

  static let all: [Check] =
    (Int16(3)...13).map { once("version \($0)", $0 < 5 ? "0 at 0 from -1" : "0 at 0 from 0", version: $0, good) } + [
      once("no bytes", "87 at -1 from -1", []),
      once("two batches", "87 at -1 from -1", good + good),
      once("half a second batch", "0 at 0 from 0", good + good.prefix(30)),
      once("half a batch", "87 at -1 from -1", Array(good.dropLast(3))),
      once("wrong checksum", "2 at -1 from -1", Array(good.dropLast()) + [9]),
      once("magic 1", "87 at -1 from -1", Batches.changed(good, at: 16, [1])),
      once("magic 3", "2 at -1 from -1 message", Batches.changed(good, at: 16, [3])),
      once("a length of 2", "2 at -1 from -1 message", Batches.changed(good, at: 8, [0, 0, 0, 2])),
      once("a base offset of 5", "87 at -1 from 0", Batches.changed(good, at: 7, [5])),
      once("a leader epoch of 7", "0 at 0 from 0", Batches.changed(good, at: 15, [7])),
      once("a count of 3", "87 at -1 from 0", Batches.changed(good, at: 60, [3])),
      once("the largest delta", "87 at -1 from 0", Batches.changed(good, at: 23, [127, 255, 255, 255])),
      once(
        "a count of 3 and a delta to fit", "87 at -1 from 0",
        Batches.changed(Batches.changed(good, at: 60, [3]), at: 26, [2])),
      once(
        "a count of 1 and a delta to fit", "87 at -1 from 0",
        Batches.changed(Batches.changed(good, at: 60, [1]), at: 26, [0])),
      once("a control batch", "87 at -1 from 0", Batches.changed(good, at: 22, [32])),
      once("a record length that overruns", "87 at -1 from 0", Batches.changed(good, at: 61, [126])),
      once(
        "a producer without sequence", "87 at -1 from 0",
        Batches.changed(good, at: 43, [0, 0, 0, 0, 0, 0, 0, 7, 0, 0])),
      once("too large", "10 at -1 from -1", Batches.make([String(repeating: "x", count: 1_100_000)])),
      once(
        "a time two hours ahead", "32 at -1 from 0 records [0, 1] message",
        Batches.make(["a", "b"], time: 4_000_000_000_000)),
      once("a time of -1", "0 at 0 from 0", Batches.make(["a"], time: -1)),
      once("a time of -5", "0 at 0 from 0", Batches.make(["a"], time: -5)),
      once("zstd before version 7", "76 at -1 from -1", version: 6, Batches.make(["a"], codec: .zstd)),
      once("lz4 whose records are cut", "-1 at -1 from 0", cut(.lz4)),
      once("zstd whose records are cut", "-1 at -1 from 0", cut(.zstd)),
      once("gzip whose records are cut", "-1 at -1 from 0", cut(.gzip)),
      once("codec 5", "-1 at -1 from 0", Batches.changed(good, at: 22, [5])),
      Check("produce: no key on a compacted topic", ["87 at -1 from 0 records [0, 1] message", "0 at 0 from 0"]) {
        rig in
        let topic = try rig.topic("p-keyless", ["cleanup.policy": "compact"])
        let client = try rig.client()
        return try [
          client.produce(Batches.make(["a", "b"], key: nil), to: topic).summary,
          client.produce(good, to: topic).summary,
        ]
      },
      Check("produce: append time", ["0 at 0 from 0 stamped"]) { rig in
        let topic = try rig.topic("p-stamped", ["message.timestamp.type": "LogAppendTime"])
        return [try rig.client().produce(good, to: topic).summary]
      },
      Check("produce: unknown places", ["100 at -1 from -1", "3 at -1 from -1", "3 at -1 from -1"]) { rig in
        let topic = try rig.topic("p-places")
        let client = try rig.client()
        return try [
          client.produce(good, to: ("", WireUUID(high: 1, low: 2))).summary,
          client.produce(good, to: ("none", .zero), version: 12).summary,
          client.produce(good, to: topic, partition: 1).summary,
        ]
      },
      Check("produce: acks of 2", ["21 at -1 from -1"]) { rig in
        let topic = try rig.topic("p-acks")
        return [try rig.client().produce(good, to: topic, acks: 2).summary]
      },
      Check(
        "produce: the window of five",
        [
          "0 at 0 from 0", "0 at 2 from 0", "0 at 0 from 0 stamped", "45 at -1 from 0", "45 at -1 from 0",
          "45 at -1 from 0",
          "0 at 4 from 0", "47 at -1 from 0",
        ]
      ) { rig in
        let topic = try rig.topic("p-window")
        let client = try rig.client()
        return try [(0, 0), (0, 2), (0, 0), (0, 9), (0, 1), (1, 4), (1, 0), (0, 4)].map { epoch, sequence in
          let producer = BatchProducer(id: 4_242, epoch: Int16(epoch), sequence: Int32(sequence))
          return try client.produce(Batches.make(["a", "b"], producer: producer), to: topic).summary
        }
      },
    ]

  /// A batch whose packed records lack their end, its length and checksum made to fit.
  static func cut(_ codec: Codec) -> [UInt8] {
    var batch = Batches.make((0..<50).map { "value \($0) \($0 * 7)" }, codec: codec)
    batch.removeLast(20)
    let length = UInt32(batch.count - 12)
    return Batches.changed(batch, at: 8, (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * $0)) })
  }
}
