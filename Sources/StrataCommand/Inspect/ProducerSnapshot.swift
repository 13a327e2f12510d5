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
    guard bytes.count >= Self.headSize else { throw flaw(bytes.count, "\(bytes.count) bytes are no snapshot") }
    var reader = Numbers(bytes)
    let version = reader.next(Int16.self)
    guard version == 1 else { throw flaw(0, "version \(version) is not known") }
    let stored = reader.next(UInt32.self)
    let computed = crc32c(bytes.span.extracting(6..<bytes.count))
    guard stored == computed else { throw flaw(2, "the checksum is \(computed), stored is \(stored)") }
    let count = Int(reader.next(Int32.self))
    guard count >= 0, bytes.count - Self.headSize == count * Self.entrySize else {
      throw flaw(6, "\(count) producers in \(bytes.count) bytes")
    }
    for _ in 0..<count {
      let (id, epoch, sequence) = (reader.next(Int64.self), reader.next(Int16.self), reader.next(Int32.self))
      let (offset, delta) = (reader.next(Int64.self), reader.next(Int32.self))
      let time = reader.next(Int64.self)
      _ = reader.next(Int32.self)
      producers.append(
        Producer(
          id: id, epoch: epoch, lastSequence: sequence, lastOffset: offset, offsetDelta: delta, timestamp: time,
          transactionFrom: reader.next(Int64.self)))
    }
  }
}

/// Big-endian numbers one after the other; the caller has counted the bytes.
private struct Numbers {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
    let size = Number.bitWidth / 8
    defer { rest = rest.dropFirst(size) }
    return rest.prefix(size).reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }
}
