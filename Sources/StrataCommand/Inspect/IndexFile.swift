/// The two index files of a segment as they lie on the disk (SPEC §4.2, §4.3), read without the log's own code.
enum IndexFile {
  struct OffsetEntry: Hashable {
    var lastOffset: Int64
    var position: Int
  }

  struct TimeEntry: Hashable {
    var timestamp: Int64
    var offset: Int64
  }

  /// The entries of a `.index`; entries of zeros at its end are space not used.
  static func offsets(_ path: String, base: Int64) throws -> [OffsetEntry] {
    try entries(path, size: 8).map {
      OffsetEntry(lastOffset: base + number($0.prefix(4)), position: Int(number($0.dropFirst(4))))
    }
  }

  /// The entries of a `.timeindex`.
  static func times(_ path: String, base: Int64) throws -> [TimeEntry] {
    try entries(path, size: 12).map {
      TimeEntry(timestamp: number($0.prefix(8)), offset: base + number($0.dropFirst(8)))
    }
  }

  private static func entries(_ path: String, size: Int) throws -> [ArraySlice<UInt8>] {
    let descriptor = try Posix.open(path)
    defer { Posix.close(descriptor) }
    let bytes = try Posix.read(descriptor, from: 0, Files.size(path) ?? 0, name: path)
    guard bytes.count % size == 0 else {
      throw SegmentWalk.Flaw(
        path: path, position: bytes.count - bytes.count % size,
        reason: "\(bytes.count % size) bytes are no entry of \(size)")
    }
    var entries = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<$0 + size] }
    while let last = entries.last, last.allSatisfy({ $0 == 0 }) { entries.removeLast() }
    return entries
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    let value = bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
  }
}
