internal import CStrata

/// A moment, in milliseconds since 1970 UTC (SPEC §1). Files hold −1 where there is none.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number that Kafka's formats carry.
  public let milliseconds: Int64

  /// The moment of this number.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// What a batch or an index says that has no timestamp.
  public static let none = Timestamp(milliseconds: -1)

  /// Earlier moments first.
  public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

  /// The number.
  public var description: String { String(milliseconds) }
}

/// Where a log takes the time from; nothing in it reads a clock by itself.
public protocol TimeSource: Sendable {
  /// The present moment.
  func now() -> Timestamp
}

/// The system's clock.
public struct SystemTime: TimeSource {
  /// The system's clock.
  public init() {}

  /// The present moment.
  public func now() -> Timestamp { Timestamp(milliseconds: strata_now_milliseconds()) }
}
