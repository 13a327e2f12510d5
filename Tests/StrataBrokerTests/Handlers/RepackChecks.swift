import StrataLog
import StrataWire

/// What becomes of batches in topics that say how they are packed (SPEC §7.1).
enum RepackChecks {
  private typealias Place = (name: String, id: WireUUID)

  /// What lies in a topic, a line a batch; times of the append are only told to be such.
  private static func kept(in topic: Place, _ client: RawClient, isStamped: Bool = false) throws -> [String] {
    let answer = try client.call(FetchQuestion().request(topic, [0]), version: 17).responses[0].partitions[0]
    guard case .frame(let range) = answer.records else { return [] }
    var rest = client.lastFrame[range]
    var lines: [String] = []
    while rest.count >= 61 {
      let length = 12 + rest.dropFirst(8).prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let bytes = Array(rest.prefix(length))
      rest = rest.dropFirst(length)
      let batch = try RecordBatch(checking: bytes.span)
      let header = batch.header
      let sender = header.producer.map { "\($0.id) \($0.epoch) \($0.sequence)" } ?? "nobody"
      var line = "\(header.baseOffset): attributes \(bytes[22]), \(sender), \(header.baseTimestamp)"
      if !isStamped { line += " to \(header.maxTimestamp)" }
      try batch.forEachRecord { line += ", \($0.keyText ?? "nil") \($0.valueText ?? "nil")" }
      lines.append(line)
    }
    return lines
  }

  private static func kept(_ base: Int, _ attributes: Int, by sender: String = "nobody") -> String {
    "\(base): attributes \(attributes), \(sender), 1700000000000 to 1700000001000, k a, k b"
  }

  private static let large = String(repeating: "x", count: 250)

  static let all: [Check] =
    [("uncompressed", 0), ("gzip", 1), ("snappy", 2), ("lz4", 3), ("zstd", 4), ("producer", nil)].map { type, codec in
      Check(
        "repack: all codecs to \(type)",
        (0..<5).map { "0 at \(2 * $0) from 0" } + (0..<5).map { kept(2 * $0, codec ?? $0) }
      ) { rig in
        let topic = try rig.topic("r-\(type)", ["compression.type": type])
        let client = try rig.client()
        return try Codec.allCases.map { try client.produce(Batches.make(["a", "b"], codec: $0), to: topic).summary }
          + kept(in: topic, client)
      }
    } + [
      Check("repack: large as it is sent, small as it would be kept", ["10 at -1 from -1"]) { rig in
        let topic = try rig.topic("r-before", ["compression.type": "gzip", "max.message.bytes": "300"])
        return [try rig.client().produce(Batches.make([large]), to: topic).summary]
      },
      Check(
        "repack: small as it is sent, large as it would be kept, and out of sequence",
        ["0 at 0 from 0", "10 at -1 from -1"]
      ) {
        rig in
        let topic = try rig.topic("r-after", ["compression.type": "uncompressed", "max.message.bytes": "300"])
        let client = try rig.client()
        return try [("a", Int32(0)), (large, 5)].map { (value, sequence) in
          let producer = BatchProducer(id: 4_243, epoch: 0, sequence: sequence)
          return try client.produce(Batches.make([value], codec: .gzip, producer: producer), to: topic).summary
        }
      },
      Check(
        "repack: records that can't be read",
        ["-1 at -1 from 0", "-1 at -1 from 0", "-1 at -1 from 0", "87 at -1 from 0"]
      ) { rig in
        let topic = try rig.topic("r-bad", ["compression.type": "lz4"])
        let client = try rig.client()
        return try [
          ProduceChecks.cut(.gzip), ProduceChecks.cut(.lz4), Batches.changed(ProduceChecks.good, at: 22, [5]),
          Batches.changed(ProduceChecks.good, at: 61, [126]),
        ].map { try client.produce($0, to: topic).summary }
      },
      Check(
        "repack: a numbered batch is stored once",
        ["0 at 0 from 0", "0 at 0 from 0 stamped", kept(0, 2, by: "4242 1 7")]
      ) { rig in
        let topic = try rig.topic("r-numbered", ["compression.type": "snappy"])
        let client = try rig.client()
        let producer = BatchProducer(id: 4_242, epoch: 1, sequence: 7)
        let batch = Batches.make(["a", "b"], codec: .zstd, producer: producer)
        return try [client.produce(batch, to: topic).summary, client.produce(batch, to: topic).summary]
          + kept(in: topic, client)
      },
      Check(
        "repack: append time", ["0 at 0 from 0 stamped", "0: attributes 9, nobody, 1700000000000, k a, k b"]
      ) { rig in
        let topic = try rig.topic("r-time", ["compression.type": "gzip", "message.timestamp.type": "LogAppendTime"])
        let client = try rig.client()
        return try [client.produce(ProduceChecks.good, to: topic).summary]
          + kept(in: topic, client, isStamped: true)
      },
      Check("repack: flags that nobody gave a meaning", ["0 at 0 from 0", kept(0, 1)]) { rig in
        let topic = try rig.topic("r-flags", ["compression.type": "gzip"])
        let client = try rig.client()
        let batch = Batches.changed(ProduceChecks.good, at: 22, [128])
        return try [client.produce(batch, to: topic).summary] + kept(in: topic, client)
      },
      Check("repack: no key on a compacted topic", ["87 at -1 from 0 records [0, 1] message"]) { rig in
        let topic = try rig.topic("r-keyless", ["compression.type": "gzip", "cleanup.policy": "compact"])
        return [try rig.client().produce(Batches.make(["a", "b"], key: nil), to: topic).summary]
      },
    ]
}
