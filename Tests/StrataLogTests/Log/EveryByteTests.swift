import Testing

@testable import StrataLog

/// SPEC §2.4, §6.4, §6.5: whatever happens to one byte of a small log, it opens; of what was on disk only the batch
/// that was hit is lost, and the log says which records those are; no record is handed out that was not appended.
@Suite struct EveryByteTests {
  static let settings = LogSettings.with {
    $0.segmentBytes = 320
    $0.indexIntervalBytes = 100
    $0.onDamage = .skip
  }

  static let entries: [[Entry]] = (0..<6).map { n in
    [
      Entry(key: [UInt8(n)], value: Array("value \(n)".utf8), headers: [RecordHeader("h", [1])], time: Int64(n)),
      Entry(key: nil, value: nil, time: Int64(n)),
    ]
  }

  /// What was left of a log after damage.
  struct Left {
    /// Offsets that were read.
    var read: Set<Int64> = []
    var damage: [LogDamage] = []
    var start: Offset

    /// Offsets that the log says are lost.
    var reported: Set<Int64> { damage.reduce(into: []) { $0.formUnion($1.from.value..<$1.upTo.value) } }
  }

  /// Opens a directory of these files, reads all there is by offset and by time, appends, closes. Every record must be
  /// one that was appended, at its offset.
  static func survives(_ files: [String: [UInt8]], _ what: String) throws -> Left {
    let storage = MemoryStorage()
    try storage.makeDirectory("p")
    for (name, bytes) in files { try storage.open("p/" + name, create: true).write(bytes, at: 0) }
    let log = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings)
    var left = Left(start: log.startOffset)
    let all = entries.flatMap { $0 }
    var next = log.startOffset
    while next < log.endOffset() {
      let slice = try log.read(from: next)
      try slice.forEachBatch { batch in
        _ = try RecordBatch(checking: batch.bytes)
        try batch.forEachRecord { record in
          let offset = Int(record.offset.value)
          left.read.insert(record.offset.value)
          if offset >= all.count || Entry(record.copied()) != all[offset] { Issue.record("\(what): offset \(offset)") }
        }
      }
      #expect(slice.nextOffset > next, "\(what): it goes on")
      next = max(slice.nextOffset, next + 1)
    }
    for time in Int64(-1)...7 { _ = try log.offset(atOrAfter: Timestamp(milliseconds: time)) }
    left.damage = log.damage
    let after = try log.append([Entry("after")])
    #expect(try log.all(from: after.baseOffset.value).map(\.entry) == [Entry("after")], "\(what)")
    try log.close()
    return left
  }

  /// How a log was left.
  enum End: CaseIterable { case closed, killed, synced }

  static func files(_ end: End, _ codec: Codec) throws -> [String: [UInt8]] {
    let place = try Place(.memory)
    let log = try place.open(settings)
    for (n, batch) in entries.enumerated() {
      try log.append(batch, codec: codec)
      // What comes last lies in the tail buffer alone.
      if end == .synced, n == entries.count - 2 { try log.sync() }
    }
    if end == .closed { try log.close() }
    var files: [String: [UInt8]] = [:]
    for name in try place.names() {
      // Of the tail buffer's room some is enough to damage.
      files[name] = try name == TailBuffer.name ? shortTail(place.bytes(name)) : place.bytes(name)
    }
    return files
  }

  /// A tail buffer of the same batches with little room in its halves.
  private static func shortTail(_ bytes: [UInt8]) -> [UInt8] {
    let half = bytes.count / 2
    return Array(bytes[..<400] + bytes[half..<half + 400])
  }

  /// The offsets of the batches that these bytes of a segment file belong to.
  static func hit(_ name: String, _ bytes: [UInt8], _ range: Range<Int>) throws -> Set<Int64> {
    guard let base = SegmentFiles.base(ofLogNamed: name) else { return [] }
    var offsets: Set<Int64> = []
    var walk = BatchWalk(bytes.span, from: 0, due: base.value)
    while let header = try walk.nextChecked() {
      if range.overlaps(walk.position - header.byteCount..<walk.position) {
        offsets.formUnion(header.baseOffset..<header.nextOffset)
      }
    }
    return offsets
  }

  static let all = Set<Int64>(0..<Int64(2 * entries.count))

  /// The offsets of the batches that were on disk.
  static func onDisk(_ end: End) -> Set<Int64> {
    end == .synced ? all.subtracting([10, 11]) : end == .closed ? all : []
  }

  @Test(
    "a flipped byte costs of what was on disk at most its batch, and the log says so", arguments: End.allCases,
    [Codec.none, .zstd])
  func flipped(end: End, codec: Codec) throws {
    let files = try Self.files(end, codec)
    for (name, bytes) in files {
      for n in bytes.indices {
        for mask in [UInt8(1) << UInt8(n % 8), 255] {
          var changed = files
          changed[name]?[n] ^= mask
          let what = "\(name) byte \(n) ^ \(mask)"
          let left = try Self.survives(changed, what)
          let lost = Self.onDisk(end).subtracting(left.read)
          #expect(try lost.isSubset(of: Self.hit(name, bytes, n..<n + 1)), "\(what)")
          #expect(left.reported == lost, "\(what)")
        }
      }
    }
  }

  @Test(
    "a file cut short costs of what was on disk the batches that were cut, and the log says so",
    arguments: End.allCases, [Codec.none, .lz4])
  func truncated(end: End, codec: Codec) throws {
    let files = try Self.files(end, codec)
    for (name, bytes) in files {
      for length in 0..<bytes.count {
        var changed = files
        changed[name] = Array(bytes.prefix(length))
        let what = "\(name) cut to \(length)"
        let left = try Self.survives(changed, what)
        let lost = Self.onDisk(end).subtracting(left.read)
        #expect(try lost.isSubset(of: Self.hit(name, bytes, length..<bytes.count)), "\(what)")
        #expect(left.reported == lost, "\(what)")
      }
    }
  }

  @Test(
    "a file that is gone costs of what was on disk what it held, and the log or its start says so",
    arguments: End.allCases)
  func missing(end: End) throws {
    let files = try Self.files(end, .none)
    for (name, bytes) in files {
      var changed = files
      changed[name] = nil
      let left = try Self.survives(changed, "\(name) gone")
      let lost = Self.onDisk(end).subtracting(left.read)
      #expect(try lost.isSubset(of: Self.hit(name, bytes, 0..<bytes.count)), "\(name) gone")
      #expect(left.reported == (name == logName(0) ? [] : lost), "\(name) gone")
      #expect(left.start == (name == logName(0) ? Offset(6) : Offset(0)), "\(name) gone")
    }
  }
}
