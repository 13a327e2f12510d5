/// Why capture, publishing or applying was refused or failed: what was attempted, why it failed and what to do about
/// it.
public struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure, for code to act on.
  public enum Code: String, Hashable, Sendable {
    /// A declaration can't be right, whatever the database: a path that is no stored property, a name used twice.
    case declaration
    /// The database lacks a table or column that a declaration names, or has it differently.
    case schema
    /// Another connection holds the database and did not let go in time.
    case locked
    /// No more room on the disk.
    case full
    /// The file is no database of ours, or of a newer version.
    case foreign
    /// A newer holder of the lease publishes now.
    case fenced
    /// A statement failed; the reason has the database's words.
    case statement
    /// A constraint of the database refused the row.
    case constraint
    /// A record's bytes don't decode to what was declared.
    case undecodable
    /// The database's file is damaged or can't be read.
    case damaged
    /// The database can't be written here: the file is write-protected, or this is a read transaction.
    case readOnly
    /// The database or the transaction is closed, or the call does not fit the transaction under way on this thread.
    case misuse
  }

  /// What kind of failure.
  public var code: Code
  /// What was attempted and on what, as `install capture of table rentals`.
  public var attempted: String
  /// Why it failed and what to do.
  public var reason: String

  /// A failure.
  public init(_ code: Code, _ attempted: String, _ reason: String) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
  }

  /// `attempted: reason (code)`.
  public var description: String { "\(attempted): \(reason) (\(code.rawValue))" }
}
