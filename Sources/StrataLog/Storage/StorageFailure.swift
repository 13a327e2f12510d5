internal import CStrata

/// A call of the storage that failed: which, on what, why, and what to do.
public struct StorageFailure: Error, Hashable, Sendable {
  /// What was attempted.
  public enum Call: String, Hashable, Sendable {
    /// Opening or creating a file.
    case open
    /// Reading a file or its size.
    case read
    /// Writing bytes.
    case write
    /// Reserving room.
    case reserve
    /// Cutting a file to a size.
    case truncate
    /// Forcing a file or directory to disk.
    case sync
    /// Mapping a file into memory.
    case map
    /// Naming, renaming, listing or removing.
    case directory
    /// Taking a directory for oneself.
    case lock
  }

  /// What was attempted.
  public var call: Call
  /// The file or directory.
  public var path: String
  /// The system's errno.
  public var code: Int32

  /// A failure of `call` on `path` with the system's errno `code`.
  public init(_ call: Call, _ path: String, code: Int32) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// No such file or directory.
  public var isMissing: Bool { code == Errno.missing }
  /// No more room, on the disk or in a quota.
  public var isFull: Bool { code == Errno.full || code == Errno.quota }
  /// This user may not.
  package var isDenied: Bool { code == Errno.denied }
  /// The disk does not give the bytes.
  package var isUnreadable: Bool { call == .read && code == Errno.io }
  /// Another process, or another engine in this one, has the directory.
  public var isInUse: Bool { call == .lock && code == Errno.inUse }
}

/// The numbers of Linux for the failures that someone acts on.
enum Errno {
  static let missing: Int32 = 2
  static let io: Int32 = 5
  static let inUse: Int32 = 11
  static let noMemory: Int32 = 12
  static let denied: Int32 = 13
  static let tooManyOpen: Int32 = 24
  static let tooLarge: Int32 = 27
  static let full: Int32 = 28
  static let readOnly: Int32 = 30
  static let notEmpty: Int32 = 39
  static let quota: Int32 = 122
}

extension StorageFailure: CustomStringConvertible {
  /// `call of path: the system's words; advice`.
  public var description: String {
    if isInUse { return "\(path) is in use by another process or engine; close that one first" }
    return "\(call.rawValue) of \(path): \(words)\(advice.map { "; \($0)" } ?? "")"
  }

  private var words: String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      // The C side ends the text within `count`; the buffer was taken for it.
      unsafe strata_describe_error(code, buffer.baseAddress, buffer.count)
      return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? "error \(code)"
    }
  }

  private var advice: String? {
    switch code {
    case Errno.full, Errno.quota: "make room; nothing written was lost and reading goes on"
    case Errno.denied, Errno.readOnly: "give this user the right to write there"
    case Errno.tooManyOpen: "raise the limit of open files"
    case Errno.io: "check the disk"
    case Errno.missing: "check the path"
    case Errno.noMemory: "raise the limits of memory or of maps"
    default: nil
    }
  }
}
