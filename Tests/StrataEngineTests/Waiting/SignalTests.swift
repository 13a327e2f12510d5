import StrataEngine
import Testing

/// SPEC §7.4
@Suite struct SignalTests {
  @Test(
    "a signal raised before the wait ends it at once, and stays raised until it is lowered", .timeLimit(.minutes(5)))
  func level() async throws {
    let signal = Signal()
    signal.raise()
    try await signal.wait()
    try await signal.wait()
    signal.lower()
    let waiter = Task { try await signal.wait() }
    signal.raise()
    try await waiter.value
  }

  @Test("everyone who waits is woken", .timeLimit(.minutes(5)))
  func everyone() async throws {
    let signal = Signal()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try await signal.wait() } }
      group.addTask { signal.raise() }
      try await group.waitForAll()
    }
  }

  @Test(
    "cancelling ends the wait, before it begins as well, and the next wait is none the wiser", .timeLimit(.minutes(5)))
  func cancels() async throws {
    let signal = Signal()
    for _ in 0..<200 {
      let waiter = Task { try await signal.wait() }
      waiter.cancel()
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    signal.raise()
    try await signal.wait()
  }

  @Test("nothing is missed between a look and a wait: 2,000 hand-overs", .timeLimit(.minutes(5)))
  func handOvers() async throws {
    let there = Signal()
    let back = Signal()
    let other = Task {
      for _ in 0..<2_000 {
        try await there.wait()
        there.lower()
        back.raise()
      }
    }
    for _ in 0..<2_000 {
      there.raise()
      try await back.wait()
      back.lower()
    }
    try await other.value
  }
}
