import StrataLog

/// A small text of the data directory that lies in two files, for one to be there when the other is damaged or gone
/// (SPEC §7.1): `NAME` and `NAME.copy`, of the same bytes, whose last line is the CRC-32C of all before it.
struct TwinFile {
  let storage: any Storage
  let directory: String
  let name: String
  /// What the last line has before the sum's eight digits: `crc `, and `#crc ` where others read the file, too.
  let mark: String

  var path: String { "\(directory)/\(name)" }
  var copyPath: String { path + ".copy" }

  /// What there is.
  struct Found {
    /// Of the file, or of the copy where only that one is what was written.
    var bytes: [UInt8]
    /// Whether the bytes are what was written. If not, so is neither file, or they are of a time before there were two.
    var isSound: Bool
    /// The file that was damaged or gone and was put in its place again.
    var mended: MendedFile?
  }

  /// Reads what there is, nil if there is nothing. Of two that differ the one that counts takes the other one's place,
  /// unless the disk has no room, which must keep nobody from reading.
  func read() throws(EngineError) -> Found? {
    let (file, copy) = (contents(path), contents(copyPath))
    if case .success(let bytes?) = file, sums(bytes) {
      // A copy that is sound was left by a save that never returned; none at all is of a time before there were two.
      var isDamaged = true
      if case .success(let other) = copy { isDamaged = other.map { !sums($0) } ?? false }
      if copy != file { try? storage.replace(copyPath, with: bytes.span) }
      return Found(bytes: bytes, isSound: true, mended: isDamaged ? MendedFile(copyPath) : nil)
    }
    if case .success(let bytes?) = copy, sums(bytes) {
      try? storage.replace(path, with: bytes.span)
      return Found(bytes: bytes, isSound: true, mended: MendedFile(path))
    }
    switch (file, copy) {
    case (.failure(let failure), _): throw .storage(failure)
    case (.success(let bytes?), _): return Found(bytes: bytes, isSound: false)
    case (_, .failure(let failure)): throw .storage(failure)
    case (_, .success(let bytes)): return bytes.map { Found(bytes: $0, isSound: false) }
    }
  }

  /// Puts a text, its sum included, in the place of what was; it is on disk on return. The copy comes first: when it
  /// finds no room, nothing has changed.
  func write(_ bytes: [UInt8]) throws(EngineError) {
    do throws(StorageFailure) {
      try storage.replace(copyPath, with: bytes.span)
      try storage.replace(path, with: bytes.span)
      try storage.syncDirectory(directory)
    } catch { throw .storage(error) }
  }

  /// The lines with their sum.
  func summed(_ lines: [String]) -> [UInt8] {
    let body = Array((lines.joined(separator: "\n") + "\n").utf8)
    return body + Array("\(mark)\(crc32cDigits(body.span))\n".utf8)
  }

  private func sums(_ bytes: [UInt8]) -> Bool {
    let body = bytes.dropLast(mark.utf8.count + 9)
    return bytes.dropFirst(body.count).elementsEqual("\(mark)\(crc32cDigits(Array(body).span))\n".utf8)
  }

  private func contents(_ path: String) -> Result<[UInt8]?, StorageFailure> {
    guard storage.exists(path) else { return .success(nil) }
    do throws(StorageFailure) { return .success(try storage.contents(path)) } catch { return .failure(error) }
  }
}

/// A file beside the records that was not what had been written, or was gone, and was written anew when the engine was
/// opened (SPEC §7.1).
public struct MendedFile: Hashable, Sendable, CustomStringConvertible {
  /// Which.
  public var path: String

  init(_ path: String) { self.path = path }

  /// For people.
  public var description: String { "\(path) was damaged or gone and is written anew; no record was lost with it" }
}
