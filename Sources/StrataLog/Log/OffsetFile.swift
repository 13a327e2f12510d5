/// A sidecar file that keeps an offset of a log's (SPEC §6.2): a line with the version, 1, a line with the offset,
/// and a line with the CRC-32C of both in hexadecimal digits; and all of it once more at byte 4096, for one copy to be
/// there when the other is damaged.
struct OffsetFile {
  let name: String

  /// Where the log starts.
  static let start = OffsetFile(name: "strata.start-offset")
  /// Up to where it was compacted.
  static let compacted = OffsetFile(name: "strata.compacted-offset")

  private static let secondCopy = 4096

  /// What was found: a file that is damaged says nothing.
  enum Found: Equatable {
    case missing
    /// Both copies, or only one: the other is damaged.
    case offset(Offset, isHalf: Bool)
    case damaged
  }

  func write(_ offset: Offset, _ directory: String, _ storage: any Storage) throws(StorageFailure) {
    let lines = "1\n\(offset)\n"
    let copy = Array((lines + Self.sum(lines) + "\n").utf8)
    let file = copy + [UInt8](repeating: 0, count: Self.secondCopy - copy.count) + copy
    try storage.replace(directory + "/" + name, with: file.span)
    try storage.syncDirectory(directory)
  }

  /// Throws ``LogError/unreadable(path:reason:)`` for a file that is whole and of another version.
  func read(_ directory: String, _ storage: any Storage) throws(LogError) -> Found {
    let path = directory + "/" + name
    guard storage.exists(path) else { return .missing }
    let bytes: [UInt8]
    do { bytes = try storage.contents(path) } catch { throw .storage(error) }
    var found: (offset: Offset, copies: Int)?
    for copy in [bytes.prefix(Self.secondCopy), bytes.dropFirst(Self.secondCopy)] {
      // As bytes: what is behind the lines is long, and looking for characters in it slow.
      let lines = copy.split(separator: 10, maxSplits: 3).prefix(3).map { String(decoding: $0, as: UTF8.self) }
      guard lines.count == 3, lines[2] == Self.sum("\(lines[0])\n\(lines[1])\n") else { continue }
      guard lines[0] == "1", let offset = Int64(lines[1]), 0...Offset.most ~= offset else {
        throw .unreadable(path: path, reason: "its version is not 1; open the log with the Strata that wrote it")
      }
      found = (found?.offset ?? Offset(offset), (found?.copies ?? 0) + 1)
    }
    return found.map { .offset($0.offset, isHalf: $0.copies == 1) } ?? .damaged
  }

  private static func sum(_ text: String) -> String { crc32cDigits(Array(text.utf8).span) }
}
