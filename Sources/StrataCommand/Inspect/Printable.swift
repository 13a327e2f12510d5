/// Bytes of keys and values as people and JSON can read them.
enum Printable {
  /// UTF-8 in quotes, anything else as `0x…`, nothing as `null`; of what is cut it says how many bytes it is.
  static func text(_ bytes: [UInt8]?, longest: Int = Int.max) -> String {
    guard let bytes else { return "null" }
    if let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })
    {
      guard text.count > longest else { return JSON.string(text).text }
      return JSON.string(text.prefix(longest) + "…").text + size(bytes)
    }
    let shown = bytes.count > longest / 2 ? bytes.prefix(longest / 2) : bytes[...]
    return "0x" + shown.map(hexadecimal).joined() + (shown.count < bytes.count ? "…" + size(bytes) : "")
  }

  /// A JSON string of UTF-8; anything else as an object `{"base16": "…"}`; nothing as null.
  static func json(_ bytes: [UInt8]?) -> JSON {
    guard let bytes else { return .null }
    if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
    return .object([.init("base16", .string(bytes.map(hexadecimal).joined()))])
  }

  private static func size(_ bytes: [UInt8]) -> String { " (\(Figures.grouped(bytes.count)) bytes)" }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "0" + digits : digits
  }
}
