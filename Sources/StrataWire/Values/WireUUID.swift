/// A topic's or directory's id: sixteen bytes, shown as Kafka shows them, in URL-safe base 64 without padding.
package struct WireUUID: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  package var high: UInt64
  /// The last eight bytes, big-endian.
  package var low: UInt64

  /// An id of those two halves.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// No id: what versions without ids and unnamed topics carry.
  package static let zero = WireUUID(high: 0, low: 0)

  /// Reads the 22 characters that ``description`` gives; nil for anything else.
  package init?(_ text: some StringProtocol) {
    self = .zero
    guard text.utf8.count == 22 else { return nil }
    for (index, character) in text.utf8.enumerated() {
      guard let digit = Self.alphabet.firstIndex(of: character) else { return nil }
      // 21 digits of six bits and one of two: the last has four bits that must be zero.
      let isLast = index == 21
      if isLast, digit & 15 != 0 { return nil }
      let width = isLast ? 2 : 6
      high = high << UInt64(width) | low >> UInt64(64 - width)
      low = low << UInt64(width) | UInt64(isLast ? digit >> 4 : digit)
    }
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}

extension WireUUID: CustomStringConvertible {
  /// Kafka's form, 22 characters.
  package var description: String {
    var characters: [UInt8] = []
    characters.reserveCapacity(22)
    var (high, low) = (high, low)
    for _ in 0..<22 {
      characters.append(Self.alphabet[Int(high >> 58)])
      high = high << 6 | low >> 58
      low <<= 6
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
