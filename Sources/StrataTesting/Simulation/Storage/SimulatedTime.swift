public import StrataLog

/// A clock that goes on with each call of a ``SimulatedStorage`` and may jump, backwards too.
public final class SimulatedTime: TimeSource, @unchecked Sendable {
  // Sendable because a simulation has one thread.
  var milliseconds: Int64

  /// A clock that begins at `start`, by default the start of 2020.
  public init(start: Timestamp = Timestamp(milliseconds: 1_577_836_800_000)) { milliseconds = start.milliseconds }

  /// What it shows.
  public func now() -> Timestamp { Timestamp(milliseconds: milliseconds) }

  /// Goes on, or back when negative.
  func advance(_ by: Int64) { milliseconds = max(0, milliseconds + by) }
}

/// A number that stands for everything mixed into it, in order.
struct Digest64: Hashable, Sendable {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func mix(_ word: UInt64) {
    value = (value ^ word) &* 0xff51_afd7_ed55_8ccd
    value ^= value >> 29
  }

  mutating func mix(_ numbers: Int...) {
    for number in numbers { mix(UInt64(bitPattern: Int64(number))) }
  }

  mutating func mix(_ bytes: Span<UInt8>) {
    var at = 0
    var word: UInt64 = 0
    while at < bytes.count {
      word = word << 8 | UInt64(bytes[at])
      at += 1
      if at & 7 == 0 { mix(word) }
    }
    mix(word)
  }
}
