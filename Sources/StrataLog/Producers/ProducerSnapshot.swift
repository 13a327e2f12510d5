/// What producers had done up to an offset, as Kafka keeps it in `.snapshot` files (SPEC §4.6). The file's name is the
/// offset that was due.
///
///      0       2               6       10
///     ┌───────┬───────────────┬───────┬────────────────────────────┐
///     │   1   │ CRC-32C from 6│ count │ count × 46 bytes           │
///     └───────┴───────────────┴───────┴────────────────────────────┘
///      0               8       10      14              22      26              34      38              46
///     ┌───────────────┬───────┬───────┬───────────────┬───────┬───────────────┬───────┬───────────────┐
///     │ producer id   │ epoch │last sq│  last offset  │offset Δ  last time     │c.epoch│ transaction   │
///     └───────────────┴───────┴───────┴───────────────┴───────┴───────────────┴───────┴───────────────┘
package struct ProducerSnapshot: Hashable, Sendable {
  /// One producer.
  package struct Producer: Hashable, Sendable {
    /// The number that the engine gave it.
    package var id: Int64
    /// Its newest incarnation.
    package var epoch: Int16
    /// Of its last batch, −1 if that is not known.
    package var lastSequence: Int32
    /// The same batch's last offset, −1 if there is none.
    package var lastOffset: Int64
    /// The same batch's last offset less its first.
    package var offsetDelta: Int32
    /// Of what it did last.
    package var lastTimestamp: Timestamp
    /// Of the coordinator that ended its last transaction, −1 if none was ended.
    package var coordinatorEpoch: Int32
    /// Where its open transaction began, −1 if there is none.
    package var openSince: Int64
  }

  /// In order of their ids when this log made it.
  package private(set) var producers: [Producer]

  init(_ producers: [Producer]) { self.producers = producers }

  private static let headSize = 10
  private static let entrySize = 46

  /// Reads a file. Throws what is wrong with one that is not as it was written.
  package init(reading file: Span<UInt8>) throws(SnapshotFlaw) {
    guard file.count >= Self.headSize else { throw .short(bytes: file.count) }
    let version: Int16 = file.bigEndian(at: 0)
    guard version == 1 else { throw .version(version) }
    let stored: UInt32 = file.bigEndian(at: 2)
    let computed = crc32c(file.extracting(droppingFirst: 6))
    guard stored == computed else { throw .checksum(stored: stored, computed: computed) }
    let count: Int32 = file.bigEndian(at: 6)
    guard count >= 0, file.count - Self.headSize == Int(count) * Self.entrySize else {
      throw .count(producers: count, bytes: file.count)
    }
    producers = []
    producers.reserveCapacity(Int(count))
    for n in 0..<Int(count) {
      let at = Self.headSize + n * Self.entrySize
      producers.append(
        Producer(
          id: file.bigEndian(at: at), epoch: file.bigEndian(at: at + 8), lastSequence: file.bigEndian(at: at + 10),
          lastOffset: file.bigEndian(at: at + 14), offsetDelta: file.bigEndian(at: at + 22),
          lastTimestamp: Timestamp(milliseconds: file.bigEndian(at: at + 26)),
          coordinatorEpoch: file.bigEndian(at: at + 34), openSince: file.bigEndian(at: at + 38)))
    }
  }

  /// The file's bytes.
  package func encoded() -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(4 + producers.count * Self.entrySize)
    body.appendBigEndian(Int32(producers.count))
    for producer in producers {
      body.appendBigEndian(producer.id)
      body.appendBigEndian(producer.epoch)
      body.appendBigEndian(producer.lastSequence)
      body.appendBigEndian(producer.lastOffset)
      body.appendBigEndian(producer.offsetDelta)
      body.appendBigEndian(producer.lastTimestamp.milliseconds)
      body.appendBigEndian(producer.coordinatorEpoch)
      body.appendBigEndian(producer.openSince)
    }
    var file: [UInt8] = []
    file.appendBigEndian(Int16(1))
    file.appendBigEndian(crc32c(body.span))
    return file + body
  }
}

extension ProducerSnapshot {
  /// Writes the file of a log's directory, whole or not at all.
  func write(at offset: Offset, _ directory: String, _ storage: any Storage) throws(StorageFailure) {
    let path = SegmentFiles(storage: storage, directory: directory, base: offset).snapshot
    try storage.replace(path, with: encoded().span)
  }
}

extension ProducerSnapshot.Producer {
  init(_ id: Int64, _ window: ProducerWindow) {
    let last = window.entries.last
    self.init(
      id: id, epoch: window.epoch, lastSequence: last?.lastSequence ?? -1, lastOffset: last?.lastOffset ?? -1,
      offsetDelta: last.map { Int32($0.lastOffset - $0.baseOffset) } ?? 0, lastTimestamp: window.lastTimestamp,
      coordinatorEpoch: window.coordinatorEpoch, openSince: window.openSince ?? -1)
  }
}

/// What makes a file no snapshot of producers.
package enum SnapshotFlaw: Error, Hashable, Sendable {
  /// Fewer bytes than a head.
  case short(bytes: Int)
  /// A version that is not known.
  case version(Int16)
  /// The bytes are not those that were summed.
  case checksum(stored: UInt32, computed: UInt32)
  /// A count that does not fit the file.
  case count(producers: Int32, bytes: Int)
}

extension SnapshotFlaw {
  /// The byte where it shows.
  package var position: Int {
    switch self {
    case .short(let bytes): bytes
    case .version: 0
    case .checksum: 2
    case .count: 6
    }
  }
}

extension SnapshotFlaw: CustomStringConvertible {
  /// What is wrong.
  package var description: String {
    switch self {
    case .short(let bytes): "\(bytes) bytes are no snapshot"
    case .version(let version): "version \(version) is not known"
    case .checksum(let stored, let computed): "the checksum is \(computed), stored is \(stored)"
    case .count(let producers, let bytes): "\(producers) producers in \(bytes) bytes"
    }
  }
}
