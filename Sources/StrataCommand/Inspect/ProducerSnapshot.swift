import StrataEngine
import StrataLog

/// A `.snapshot` beside a segment, where Kafka keeps what producers had sent up to the offset that is its name.
///
/// ```text
/// version:2 = 1   CRC-32C of what follows:4   count:4
/// producer:8   epoch:2   last sequence:4   last offset:8   offset delta:4   time:8   coordinator epoch:4
///   transaction:8                                                                        … count times
/// ```
struct ProducerSnapshot {
  struct Producer: Hashable {
    var id: Int64
    var epoch: Int16
    /// Of its last batch, −1 if it has sent none.
    var lastSequence: Int32
    var lastOffset: Int64
    /// The last batch's last offset less its first.
    var offsetDelta: Int32
    var timestamp: Int64
    /// Where the transaction under way began, −1 if there is none.
    var transactionFrom: Int64
  }

  private(set) var producers: [Producer] = []

  private static let headSize = 10
  private static let entrySize = 46

  /// Reads the file. Throws a ``SegmentWalk/Flaw`` when it is not what was written.
  init(_ path: String) throws {
    let descriptor = try Posix.open(path)
    defer { Posix.close(descriptor) }
    let bytes = try Posix.read(descriptor, from: 0, Files.size(path) ?? 0, name: path)
    func flaw(_ position: Int, _ reason: String) -> SegmentWalk.Flaw {
      .init(path: path, position: position, reason: reason)
    }
    var reader = KafkaReader(bytes)
    guard let version = reader.number(Int16.self), let stored = reader.number(UInt32.self),
      let count = reader.number(Int32.self)
    else { throw flaw(bytes.count, "\(bytes.count) bytes are no snapshot") }
    guard version == 1 else { throw flaw(0, "version \(version) is not known") }
    let computed = crc32c(bytes.span.extracting(6..<bytes.count))
    guard stored == computed else { throw flaw(2, "the checksum is \(computed), stored is \(stored)") }
    guard count >= 0, bytes.count - Self.headSize == Int(count) * Self.entrySize else {
      throw flaw(6, "\(count) producers in \(bytes.count) bytes")
    }
    while let id = reader.number(Int64.self), let epoch = reader.number(Int16.self),
      let sequence = reader.number(Int32.self), let offset = reader.number(Int64.self),
      let delta = reader.number(Int32.self), let time = reader.number(Int64.self),
      reader.number(Int32.self) != nil, let transactionFrom = reader.number(Int64.self)
    {
      producers.append(
        Producer(
          id: id, epoch: epoch, lastSequence: sequence, lastOffset: offset, offsetDelta: delta, timestamp: time,
          transactionFrom: transactionFrom))
    }
  }
}
