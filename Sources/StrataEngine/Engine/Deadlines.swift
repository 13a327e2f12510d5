import Synchronization

/// When the engine next wants to be told the time (SPEC §7.3.5). Nothing here waits: the host of the engine does.
final class Deadlines: Sendable {
  /// Raised when a deadline came up that is earlier than what the host was last told.
  let changed = Signal()
  private let announced = Atomic<Int64>(.max)

  /// Something will be due at `deadline`.
  func note(_ deadline: Int64?) {
    if let deadline, deadline < announced.load(ordering: .acquiring) { changed.raise() }
  }

  /// The host was told `deadline`.
  func announce(_ deadline: Int64?) { announced.store(deadline ?? .max, ordering: .releasing) }
}
