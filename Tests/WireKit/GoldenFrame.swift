/// A frame as Apache Kafka 4.3.1 or one of its clients sent it; `Tests/StrataWireTests/Golden/record` keeps them. The
/// first request and response of each API and version belong together.
package struct GoldenFrame: Sendable, CustomStringConvertible {
  /// Where it stands in the file.
  package var line: Int
  /// Whether a client sent it.
  package var isRequest: Bool
  /// Kafka's name of the API.
  package var api: String
  /// The version that it is written in.
  package var version: Int16
  /// Header and body.
  package var bytes: [UInt8]

  /// Which one it is.
  package var description: String { "\(api) v\(version) \(isRequest ? "request" : "response"), line \(line)" }

  /// All frames of this checkout.
  package static func ofThisCheckout() throws(SchemaError) -> [GoldenFrame] {
    let text = try contents(of: checkout() + "/Tests/StrataWireTests/Golden/frames.txt")
    return text.split(separator: "\n").enumerated().compactMap { index, line in
      let words = line.split(separator: " ")
      guard words.count == 4, words[0] != "#", let version = Int16(words[2]) else { return nil }
      let digits = words[3].utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
      let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
      return GoldenFrame(
        line: index + 1, isRequest: words[0] == "request", api: String(words[1]), version: version, bytes: bytes)
    }
  }
}
