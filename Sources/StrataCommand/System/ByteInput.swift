/// Bytes that come in pieces, read one at a time or line by line with a bounded buffer.
final class ByteInput {
  /// A line longer than this is refused: memory is not given for what may never end.
  static let longestLine = 16 << 20

  /// What is read, for errors: `flights.csv`.
  let name: String
  private let more: (Int) throws -> [UInt8]
  private var piece: [UInt8] = []
  private var at = 0

  /// Reads from `more`, which answers at most as many bytes as it is asked for, none at the end.
  init(name: String, _ more: @escaping (Int) throws -> [UInt8]) {
    self.name = name
    self.more = more
  }

  /// Reads from memory.
  convenience init(name: String, bytes: [UInt8]) {
    var rest = bytes[...]
    self.init(name: name) { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  /// The next byte; nil at the end.
  @inline(__always)
  func next() throws -> UInt8? {
    if at == piece.count {
      piece = try more(1 << 16)
      at = 0
      if piece.isEmpty { return nil }
    }
    at += 1
    return piece[at - 1]
  }

  /// Whether a whole line is at hand, without asking for more.
  var hasLine: Bool { piece[at...].contains(UInt8(ascii: "\n")) }

  /// The next line without its end; nil at the end. A last line without an end counts.
  func line() throws -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if at == piece.count {
        piece = try more(1 << 16)
        at = 0
        if piece.isEmpty { return line.isEmpty ? nil : line }
      }
      if let end = piece[at...].firstIndex(of: UInt8(ascii: "\n")) {
        line += piece[at..<end]
        at = end + 1
        return line
      }
      line += piece[at...]
      at = piece.count
      guard line.count <= Self.longestLine else {
        throw CommandError.failed("\(name): a line is longer than \(Self.longestLine >> 20) MiB")
      }
    }
  }
}
