/// Rows of a CSV file, one at a time, in memory that does not grow with the file (RFC 4180: quotes, doubled quotes,
/// line ends inside quotes; LF or CRLF). `NA` and nothing at all are both no value, as R writes it.
final class CSVReader {
  /// A row longer than this is refused: a quote that never closes must not take the memory.
  static let longestRow = 1 << 20

  private let input: ByteInput
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// Where the next row begins, in bytes from where the input began.
  private(set) var offset = 0
  /// The number of the row last read, the header being 1.
  private(set) var row = 0

  /// Reads from `input`.
  init(_ input: ByteInput) { self.input = input }

  /// How many columns the row has.
  var count: Int { ends.count }

  /// Reads the next row; false at the end. Lines with nothing in them are no rows.
  func next() throws -> Bool {
    repeat {
      guard try readRow() else { return false }
    } while ends.count == 1 && ends[0] == 0
    row += 1
    return true
  }

  private func readRow() throws -> Bool {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var quoted = false
    var closed = false
    var taken = 0
    while let byte = try input.next() {
      taken += 1
      switch byte {
      case UInt8(ascii: "\"") where quoted:
        (quoted, closed) = (false, true)
      case UInt8(ascii: "\"") where closed:
        // Two quotes in a row inside quotes are one.
        (quoted, closed) = (true, false)
        bytes.append(byte)
      case UInt8(ascii: "\"") where bytes.count == (ends.last ?? 0):
        quoted = true
      case UInt8(ascii: ",") where !quoted:
        ends.append(bytes.count)
        closed = false
      case UInt8(ascii: "\n") where !quoted:
        if bytes.count > ends.last ?? 0, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        ends.append(bytes.count)
        offset += taken
        return true
      default:
        bytes.append(byte)
      }
      guard taken <= Self.longestRow else {
        throw CommandError.failed(
          "\(input.name): row \(row + 1) is longer than 1 MiB", advice: "look for a quote that is never closed")
      }
    }
    offset += taken
    guard taken > 0 else { return false }
    guard !quoted else { throw CommandError.failed("\(input.name): row \(row + 1) ends inside quotes") }
    ends.append(bytes.count)
    return true
  }

  /// A column's text; nil for no value.
  func text(_ column: Int) throws -> String? {
    let field = try field(column)
    if field.isEmpty || field.elementsEqual("NA".utf8) { return nil }
    return String(decoding: field, as: UTF8.self)
  }

  /// A column's whole number; nil for no value.
  func number(_ column: Int) throws -> Int? {
    guard let text = try text(column) else { return nil }
    guard let number = Int(text) else {
      throw CommandError.failed("\(input.name): row \(row), column \(column + 1): '\(text)' is not a whole number")
    }
    return number
  }

  private func field(_ column: Int) throws -> ArraySlice<UInt8> {
    guard column < ends.count else {
      throw CommandError.failed("\(input.name): row \(row) has \(ends.count) columns, \(column + 1) or more are needed")
    }
    return bytes[(column == 0 ? 0 : ends[column - 1])..<ends[column]]
  }

  /// Reads a header and answers where each of these columns is.
  func header(_ names: [String]) throws -> [Int] {
    guard try next() else { throw CommandError.failed("\(input.name) is empty") }
    let found = try (0..<count).map { try text($0) ?? "" }
    return try names.map { name in
      guard let at = found.firstIndex(of: name) else {
        throw CommandError.failed(
          "\(input.name) has no column \(name)", advice: "its columns are \(found.joined(separator: ", "))")
      }
      return at
    }
  }
}
