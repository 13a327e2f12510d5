/// Why a transport refused or failed: what was attempted, why it failed and what to do about it.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure, for code to act on.
  public enum Code: String, Hashable, Sendable {
    /// The topic or partition does not exist.
    case unknownTopic
    /// The topic exists already.
    case topicExists
    /// The request can never succeed as it is: a bad name, count, setting, size or position.
    case invalid
    /// The transport has no such capability.
    case unsupported
    /// The batch or record is larger than the topic takes.
    case tooLarge
    /// Someone newer has this producer's name or this member's partitions: stop.
    case fenced
    /// No more room; reading goes on, and appends work again once there is space.
    case full
    /// The store or cluster can't be reached or failed; nothing about the request was wrong.
    case unavailable
    /// What was read is damaged, or the store no longer knows what is safe: trying again changes nothing.
    case damaged
    /// The producer, consumer or transport was closed.
    case closed
    /// The calling task was cancelled.
    case cancelled
  }

  /// What kind of failure.
  public var code: Code
  /// What was attempted and on what, as `append of 3 records to orders-0`.
  public var attempted: String
  /// Why it failed and what to do.
  public var reason: String

  /// A failure.
  public init(_ code: Code, _ attempted: String, _ reason: String) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
  }

  /// Whether the same call may succeed later.
  public var isRetriable: Bool {
    switch code {
    case .full, .unavailable: true
    default: false
    }
  }

  /// `attempted: reason (code)`.
  public var description: String { "\(attempted): \(reason) (\(code.rawValue))" }
}
