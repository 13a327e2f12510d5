/// A record's place in its partition, counted from 0 (SPEC §1).
public struct Offset: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number that Kafka's formats carry.
  public let value: Int64

  /// The offset of this number; never negative.
  public init(_ value: Int64) {
    precondition(value >= 0, "an offset is never negative")
    self.value = value
  }

  /// No log comes to offsets above this. A file that says so lies, and with room above for a segment's offsets nothing
  /// that is reckoned with others overflows.
  package static let most = Int64.max - 1 << 32

  /// Earlier records first.
  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }

  /// The offset so many records later.
  public static func + (offset: Self, count: Int64) -> Self { Self(offset.value + count) }

  /// The number.
  public var description: String { String(value) }
}

extension Offset: ExpressibleByIntegerLiteral {
  /// An offset written as a number.
  public init(integerLiteral value: UInt64) { self.init(Int64(value)) }
}
