/// What an append has survived when it returns, and what a read may show (SPEC §5.2).
public enum Durability: UInt8, Comparable, Sendable, CaseIterable, CustomStringConvertible {
  /// In the log's memory: every reader of this process sees it.
  case memory
  /// In the system's hands: it outlives the process, killed or crashed, but not the machine.
  case written
  /// On the disk: it outlives a power failure.
  case synced

  /// Weaker promises first.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// The level's name.
  public var description: String {
    switch self {
    case .memory: "memory"
    case .written: "written"
    case .synced: "synced"
    }
  }
}
