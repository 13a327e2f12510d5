/// Bytes of keys and values as people and JSON can read them.
enum Printable {
  /// UTF-8 in quotes, anything else as `0x…`, nothing as `null`.
  static func text(_ bytes: [UInt8]?, longest: Int = Int.max) -> String {
    guard let bytes else { return "null" }
    if let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })
    {
      let shown = text.count > longest ? String(text.prefix(longest)) + "…" : text
      return JSON.string(shown).text
    }
    let shown = bytes.count > longest / 2 ? bytes.prefix(longest / 2) : bytes[...]
    return "0x" + shown.map(hexadecimal).joined() + (shown.count < bytes.count ? "…" : "")
  }

  /// A JSON string of UTF-8; anything else as an object `{"base16": "…"}`; nothing as null.
  static func json(_ bytes: [UInt8]?) -> JSON {
    guard let bytes else { return .null }
    if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
    return .object([.init("base16", .string(bytes.map(hexadecimal).joined()))])
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "0" + digits : digits
  }
}
