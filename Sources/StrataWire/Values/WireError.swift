/// What is wrong with bytes that claim to be a message (SPEC §11.5). Positions count from the first byte given to the
/// reader.
package enum WireError: Error, Hashable, Sendable {
  /// A value of `needed` bytes begins at `at`, but only `remaining` are left.
  case truncated(at: Int, needed: Int, remaining: Int)
  /// The array whose count ends before `at` says `count` elements, more than the bytes that remain could hold.
  case tooMany(at: Int, count: Int, remaining: Int)
  /// A null or a negative length stands where a value must be.
  case null(at: Int)
  /// A variable-length integer doesn't end within 32 bits.
  case varintOverrun(at: Int)
  /// The content of a known tagged field is not as long as the field says.
  case tagLength(tag: UInt32, at: Int, said: Int, read: Int)
  /// The message would take more memory than one message may.
  case overBudget(at: Int, asked: Int)
  /// The version of this API is not among those that this codec has.
  case unsupportedVersion(API, Int16)
}

extension WireError: CustomStringConvertible {
  /// What, where, and what the sender has to do.
  package var description: String {
    switch self {
    case .truncated(let at, let needed, let remaining):
      "the message ends early: \(needed) bytes are needed at byte \(at), \(remaining) are left; send the whole message"
    case .tooMany(let at, let count, let remaining):
      "an array of \(count) elements at byte \(at) can't lie in the \(remaining) bytes left; mend the count"
    case .null(let at): "null at byte \(at), where this version needs a value"
    case .varintOverrun(let at): "the variable-length integer at byte \(at) is longer than 32 bits"
    case .tagLength(let tag, let at, let said, let read):
      "tagged field \(tag) at byte \(at) says \(said) bytes, its content has \(read); mend its length"
    case .overBudget(let at, let asked):
      "the message asks for \(asked) bytes of memory at byte \(at), over its budget; ask for less in one request"
    case .unsupportedVersion(let api, let version):
      "version \(version) of \(api) is not spoken here; use one that ApiVersions lists"
    }
  }
}
