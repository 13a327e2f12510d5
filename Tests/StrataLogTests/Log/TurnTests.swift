import Synchronization
import Testing

@testable import StrataLog

/// SPEC §5.3
@Suite struct TurnTests {
  @Test("turns do not overlap, and none is lost")
  func exclusive() {
    let turn = Turn()
    let inside = Counter()
    let taken = Counter()
    onThreads(6) { _ in
      for _ in 0..<500 {
        turn.take {
          if inside.value.add(1, ordering: .relaxed).newValue != 1 { Issue.record("two at once") }
          taken.value.add(1, ordering: .relaxed)
          inside.value.subtract(1, ordering: .relaxed)
        }
      }
    }
    #expect(taken.value.load(ordering: .relaxed) == 3000)
  }

  @Test("who waits for what a turn has done returns, though the next turn is taken and held")
  func covered() {
    for _ in 0..<50 {
      let turn = Turn()
      let isDone = Counter()
      let started = Counter()
      let returned = Counter()
      onThreads(3) { thread in
        switch thread {
        case 0:
          _ = turn.take(through: 1, progress: { Int64(isDone.value.load(ordering: .acquiring)) }) {
            started.value.store(1, ordering: .releasing)
            while started.value.load(ordering: .acquiring) < 3 {}
            isDone.value.store(1, ordering: .releasing)
          }
        case 1:
          while started.value.load(ordering: .acquiring) == 0 {}
          started.value.add(1, ordering: .releasing)
          // Nothing to do: thread 0 does it. Thread 2 may have its turn by then and holds it until this has returned.
          let mine: Void? = turn.take(through: 1, progress: { Int64(isDone.value.load(ordering: .acquiring)) }) {
            Issue.record("a turn for what was done")
          }
          #expect(mine == nil)
          returned.value.store(1, ordering: .releasing)
        default:
          while started.value.load(ordering: .acquiring) == 0 {}
          started.value.add(1, ordering: .releasing)
          turn.take { while returned.value.load(ordering: .acquiring) == 0 {} }
        }
      }
    }
  }

  @Test("a turn ends when its body throws")
  func throwing() {
    let turn = Turn()
    #expect(throws: LogError.closed) { try turn.take { () throws(LogError) in throw .closed } }
    #expect(turn.take { true })
  }
}
