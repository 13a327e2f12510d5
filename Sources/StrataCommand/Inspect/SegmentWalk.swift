import StrataLog

/// Goes through the batches of a segment file as it lies on the disk (SPEC §4.1), without the log's own code for
/// reading: one batch in memory at a time.
struct SegmentWalk {
  /// A batch as it was found, not checked yet.
  struct Batch {
    /// Where in the file it begins.
    var position: Int
    var bytes: [UInt8]
  }

  /// Why the walk can't go on.
  struct Flaw: Error, Hashable, CustomStringConvertible {
    var path: String
    var position: Int
    var reason: String

    var description: String { "\(path) at byte \(position): \(reason)" }
  }

  /// What is no batch at the end of the file.
  enum Tail: Hashable {
    case none
    /// Zeros: space taken ahead of what is written. A log that was closed has none.
    case unwritten(bytes: Int)
  }

  /// Base offset and length, which every batch begins with.
  private static let frame = 12

  let path: String
  /// The first offset the segment may hold, from its name.
  let base: Int64
  private let size: Int
  private let descriptor: Int32
  private var position = 0
  private(set) var tail = Tail.none

  /// Opens a segment file, whose name is its base offset.
  init(_ path: String) throws {
    self.path = path
    let name = Files.name(of: path).prefix { $0 != "." }
    guard let base = Int64(name), base >= 0 else {
      throw CommandError.failed("\(path): a segment's name is its first offset, as 00000000000000000000.log")
    }
    self.base = base
    size = Files.size(path) ?? 0
    descriptor = try Posix.open(path)
  }

  /// Gives the file back.
  func close() { Posix.close(descriptor) }

  /// The next batch; nil at the end. Throws ``Flaw`` where no batch can begin.
  mutating func next() throws -> Batch? {
    guard position < size else { return nil }
    let frame = try Posix.read(descriptor, from: position, Self.frame, name: path)
    if frame.allSatisfy({ $0 == 0 }) {
      try endsInZeros()
      tail = .unwritten(bytes: size - position)
      position = size
      return nil
    }
    guard frame.count == Self.frame else {
      throw Flaw(path: path, position: position, reason: "\(frame.count) bytes are left: too few for a batch")
    }
    let length = frame[8...].reduce(Int32(0)) { $0 << 8 | Int32($1) }
    guard length > 0, Int(length) <= size - position - Self.frame else {
      throw Flaw(
        path: path, position: position, reason: "a batch of length \(length) with \(size - position) bytes left")
    }
    let bytes = try Posix.read(descriptor, from: position, Self.frame + Int(length), name: path)
    defer { position += bytes.count }
    return Batch(position: position, bytes: bytes)
  }

  private func endsInZeros() throws {
    var at = position
    while at < size {
      let piece = try Posix.read(descriptor, from: at, min(1 << 20, size - at), name: path)
      if let other = piece.firstIndex(where: { $0 != 0 }) {
        throw Flaw(path: path, position: at + other, reason: "something follows after zeros")
      }
      guard !piece.isEmpty else { return }
      at += piece.count
    }
  }
}
