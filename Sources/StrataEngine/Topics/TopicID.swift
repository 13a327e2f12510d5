/// What a topic is called where names may be used twice: 128 random bits, written as Kafka writes them (SPEC §7.1).
public struct TopicID: Hashable, Sendable, CustomStringConvertible {
  /// The first eight bytes, big-endian.
  package let high: UInt64
  /// The last eight bytes, big-endian.
  package let low: UInt64

  /// An id from `random`, never Kafka's reserved zero or one, and never one that a shell would take for an option.
  init(from random: inout some RandomNumberGenerator) {
    var id: TopicID
    repeat {
      id = TopicID(high: random.next(), low: random.next())
    } while id.high == 0 && id.low <= 1 || id.description.hasPrefix("-")
    self = id
  }

  /// The id of these bits, as the wire has it.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads what ``description`` writes; nil for anything else.
  init?(_ text: String) {
    guard text.utf8.count == 22 else { return nil }
    var bits = UInt64(0)
    var high = UInt64(0)
    // 22 digits carry 132 bits: the first 64 are high, the next 64 low, the last 4 zero.
    var count = 0
    for byte in text.utf8 {
      guard let digit = Self.alphabet.firstIndex(of: byte) else { return nil }
      for shift in stride(from: 5, through: 0, by: -1) {
        let bit = UInt64(digit >> shift & 1)
        if count == 64 { (high, bits) = (bits, 0) }
        if count >= 128 {
          guard bit == 0 else { return nil }
        } else {
          bits = bits << 1 | bit
        }
        count += 1
      }
    }
    self.init(high: high, low: bits)
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// 22 characters, base64 with the alphabet for addresses and no padding.
  public var description: String {
    var digits: [UInt8] = []
    for digit in 0..<22 {
      var value = 0
      for bit in digit * 6..<digit * 6 + 6 {
        let set = bit < 64 ? high >> UInt64(63 - bit) & 1 : bit < 128 ? low >> UInt64(127 - bit) & 1 : 0
        value = value << 1 | Int(set)
      }
      digits.append(Self.alphabet[value])
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
