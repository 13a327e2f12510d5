/// Why a command did not do what it was asked to: what is wrong and what to do about it (SPEC §10.2).
struct CommandError: Error, Hashable, CustomStringConvertible {
  enum Kind: Hashable {
    /// The command line is not one; nothing was done.
    case usage
    /// The work failed.
    case failed
  }

  var kind: Kind
  var message: String
  /// What to do next, as a sentence without its full stop; nil if the message says it.
  var advice: String?

  static func usage(_ message: String, advice: String? = nil) -> Self {
    Self(kind: .usage, message: message, advice: advice)
  }

  static func failed(_ message: String, advice: String? = nil) -> Self {
    Self(kind: .failed, message: message, advice: advice)
  }

  var description: String { advice.map { "\(message)\n  \($0)" } ?? message }
}

/// What a process tells its caller when it ends (SPEC §10.2).
enum Outcome: Int32 {
  case ok = 0
  /// The work failed, or what was compared is not equal.
  case failed = 1
  /// The command line is not one; nothing was done.
  case usage = 2
}
