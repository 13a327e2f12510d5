import Synchronization

/// The generator that was passed in, shared by all who need a number that can't be guessed or repeated (SPEC §7.1).
final class Chance: Sendable {
  private let random: Mutex<any RandomNumberGenerator & Sendable>

  init(_ random: sending any RandomNumberGenerator & Sendable) { self.random = Mutex(random) }

  func topicID() -> TopicID { random.withLock { TopicID(from: &$0) } }

  /// A member's id: a readable beginning and 64 bits.
  func memberID() -> String {
    let digits = String(random.withLock { $0.next() as UInt64 }, radix: 16)
    return "member-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }
}
