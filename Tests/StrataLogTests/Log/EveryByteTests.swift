import Testing

@testable import StrataLog

/// SPEC §2.4, §6.4: whatever happens to one byte of a small log, opening and reading never trap, and no record is
/// handed out that was not appended.
@Suite struct EveryByteTests {
  static let settings = LogSettings.with {
    $0.segmentBytes = 320
    $0.indexIntervalBytes = 100
  }

  static let entries: [[Entry]] = (0..<6).map { n in
    [
      Entry(key: [UInt8(n)], value: Array("value \(n)".utf8), headers: [RecordHeader("h", [1])], time: Int64(n)),
      Entry(key: nil, value: nil, time: Int64(n)),
    ]
  }

  /// Opens a directory of these files and reads all there is; every record must be one that was appended, at its
  /// offset.
  static func survives(_ files: [String: [UInt8]], _ what: String) throws {
    let storage = MemoryStorage()
    try storage.makeDirectory("p")
    for (name, bytes) in files { try storage.open("p/" + name, create: true).write(bytes, at: 0) }
    let log = try Log.open(directory: "p", storage: storage, time: SetTime(0), settings: settings)
    let all = entries.flatMap { $0 }
    var next = log.startOffset
    while next < log.endOffset() {
      do {
        let slice = try log.read(from: next)
        if slice.isEmpty { break }
        try slice.forEachBatch { batch in
          try batch.forEachRecord { record in
            let offset = Int(record.offset.value)
            if offset >= all.count || Entry(record.copied()) != all[offset] {
              Issue.record("\(what): offset \(offset)")
            }
          }
        }
        next = slice.nextOffset
      } catch is LogError {
        next = next + 1
      } catch is BatchFlaw {
        next = next + 1
      }
    }
    for time in Int64(-1)...7 { _ = try? log.offset(atOrAfter: Timestamp(milliseconds: time)) }
    try log.append([Entry("after")])
    try log.close()
  }

  static func files(closed: Bool, codec: Codec) throws -> [String: [UInt8]] {
    let place = try Place(.memory)
    let log = try place.open(settings)
    for batch in entries { try log.append(batch, codec: codec) }
    if closed { try log.close() }
    var files: [String: [UInt8]] = [:]
    for name in try place.names() {
      let bytes = try place.bytes(name)
      // Some of the room reserved is enough to damage.
      files[name] = closed ? bytes : Array(bytes.prefix(340))
    }
    return files
  }

  @Test("every byte flipped, in every file", arguments: [(true, Codec.none), (false, .none), (false, .zstd)])
  func flipped(closed: Bool, codec: Codec) throws {
    let files = try Self.files(closed: closed, codec: codec)
    for (name, bytes) in files {
      for n in bytes.indices {
        // A leader epoch is covered by nothing and read by nobody yet.
        for mask in [UInt8(1), 128, 255] {
          var changed = files
          changed[name]?[n] ^= mask
          try Self.survives(changed, "\(name) byte \(n) ^ \(mask)")
        }
      }
    }
  }

  @Test("every file cut at every byte", arguments: [(true, Codec.none), (false, .none), (false, .lz4)])
  func truncated(closed: Bool, codec: Codec) throws {
    let files = try Self.files(closed: closed, codec: codec)
    for (name, bytes) in files {
      for length in 0..<bytes.count {
        var changed = files
        changed[name] = Array(bytes.prefix(length))
        try Self.survives(changed, "\(name) cut to \(length)")
      }
    }
  }
}
