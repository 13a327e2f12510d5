import Synchronization

@testable import StrataLog

/// A clock that stands where it was set.
final class SetTime: TimeSource {
  private let milliseconds: Mutex<Int64>

  init(_ milliseconds: Int64) { self.milliseconds = Mutex(milliseconds) }

  func now() -> Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }

  func set(_ now: Int64) { milliseconds.withLock { $0 = now } }
}

/// A record as the tests see it: what went in must come out.
struct Entry: Hashable, Sendable {
  var key: [UInt8]?
  var value: [UInt8]?
  var headers: [RecordHeader] = []
  var time: Int64 = 0
}

extension Entry {
  init(_ text: String, time: Int64 = 0) { self.init(key: nil, value: Array(text.utf8), time: time) }

  init(_ copy: CopiedRecord) {
    self.init(key: copy.key, value: copy.value, headers: copy.headers, time: copy.timestamp.milliseconds)
  }
}

/// The bytes of a batch of these records.
func batchBytes(_ entries: [Entry], codec: Codec = .none, producer: BatchProducer? = nil) throws -> [UInt8] {
  var builder = try BatchBuilder(codec: codec)
  builder.producer = producer
  for entry in entries {
    try builder.add(
      key: entry.key, value: entry.value, headers: entry.headers, timestamp: Timestamp(milliseconds: entry.time))
  }
  return [UInt8](copying: try builder.finish().bytes)
}

extension Log {
  @discardableResult
  func append(
    _ entries: [Entry], codec: Codec = .none, durability: Durability = .written
  ) throws -> Appended {
    let bytes = try batchBytes(entries, codec: codec)
    return try append(RecordBatch(checking: bytes.span), durability: durability)
  }

  /// All records from `from` on, with their offsets, checked.
  func all(
    from: Int64? = nil, upTo: Durability = .written, maxBytes: Int = 1 << 20
  ) throws -> [(offset: Int64, entry: Entry)] {
    var found: [(offset: Int64, entry: Entry)] = []
    var next = from.map { Offset($0) } ?? startOffset
    let first = next
    while true {
      let slice = try read(from: next, maxBytes: maxBytes, upTo: upTo)
      if slice.isEmpty { return found }
      try slice.forEachBatch { batch in
        try batch.forEachRecord { record in
          if record.offset >= first { found.append((record.offset.value, Entry(record.copied()))) }
        }
      }
      next = slice.nextOffset
    }
  }
}

/// Numbers that a seed decides (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A number that tasks share.
final class Counter: Sendable {
  let value = Atomic(0)
}
