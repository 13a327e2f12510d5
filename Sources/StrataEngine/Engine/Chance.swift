import Synchronization

/// The generator that was passed in, shared by all who need a number that can't be guessed or repeated (SPEC §7.1).
final class Chance: Sendable {
  private let random: Mutex<any RandomNumberGenerator & Sendable>

  init(_ random: sending any RandomNumberGenerator & Sendable) { self.random = Mutex(random) }

  func topicID() -> TopicID { random.withLock { TopicID(from: &$0) } }

  /// 128 random bits as clients' ids have them: `8-4-4-4-12` hexadecimal digits.
  func uuid() -> String {
    let (high, low) = random.withLock { ($0.next() as UInt64, $0.next() as UInt64) }
    func digits(_ value: UInt64, _ count: Int) -> String {
      let text = String(value & (.max >> UInt64(64 - count * 4)), radix: 16)
      return String(repeating: "0", count: count - text.count) + text
    }
    return [
      digits(high >> 32, 8), digits(high >> 16, 4), digits(high & 0xfff | 0x4000, 4),
      digits(low >> 48 & 0x3fff | 0x8000, 4), digits(low, 12),
    ].joined(separator: "-")
  }

  /// A member's id: a readable beginning and 64 bits.
  func memberID() -> String {
    let digits = String(random.withLock { $0.next() as UInt64 }, radix: 16)
    return "member-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }
}
