import Glibc
import StrataCapture
import Testing

@testable import StrataCaptureSQLite

/// SPEC §9.1: a wait for commits ends by the commit, not by time.
///
/// On a thread of one's own `Task.yield()` lets the child task run until it waits, so a write after it finds it
/// waiting.
@Suite(.timeLimit(.minutes(5))) struct WakeTests {
  /// Far longer than a test takes: a wait that reaches it was not woken.
  static let never = Duration.seconds(60)
  /// What a machine under load may take to run a thread that was woken.
  static let soon = Duration.seconds(20)

  /// Waits as a relay does until there are changes after `sequence`, and says how long that took.
  private func untilChanged(_ fixture: Fixture, after sequence: Int64) async throws -> Duration {
    let start = ContinuousClock.now
    while try fixture.head() <= sequence { try await fixture.database.waitForCommit(atMost: Self.never) }
    return ContinuousClock.now - start
  }

  @Test("a commit of the same connection wakes")
  func sameConnection() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      for round in 1...50 {
        let start = try fixture.head()
        async let took = untilChanged(fixture, after: start)
        await Task.yield()
        try fixture.run("INSERT INTO rentals VALUES (?1, 7, 'a')", .integer(Int64(round)))
        #expect(try await took < Self.soon)
      }
    }
  }

  @Test("a commit of another connection of this process wakes")
  func otherConnection() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      let other = try SQLiteDatabase(fixture.path)
      for round in 1...50 {
        let start = try fixture.head()
        async let took = untilChanged(fixture, after: start)
        await Task.yield()
        _ = try other.write { try $0.execute("INSERT INTO rentals VALUES (?1, 7, 'a')", [.integer(Int64(round))]) }
        #expect(try await took < Self.soon)
      }
    }
  }

  @Test("a commit of another process wakes, at every level of synchronous")
  func otherProcess() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      let shell = try ShellProcess(fixture.path)
      var last = Duration.zero
      for round in 1...60 {
        let start = try fixture.head()
        async let took = untilChanged(fixture, after: start)
        await Task.yield()
        try shell.send("PRAGMA synchronous = \(round % 3);\nINSERT INTO rentals VALUES (\(round), 7, 'a');\n")
        last = max(last, try await took)
      }
      #expect(last < Self.soon)
      _ = try shell.finish()
    }
  }

  @Test("a commit wakes long after the last, when nothing is asked any more: by the write itself")
  func afterSilence() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      let signal = CommitSignal(
        path: fixture.path, settings: SQLiteSettings(), distances: Duration.milliseconds(1)...Duration.milliseconds(500)
      )
      defer { signal.close() }
      try await signal.wait(atMost: .zero)
      // The questions end after twice the longest distance.
      try await signal.wait(atMost: .milliseconds(1_200))
      async let woken: Void = signal.wait(atMost: Self.never)
      await Task.yield()
      let start = ContinuousClock.now
      try fixture.shell("PRAGMA synchronous = OFF; INSERT INTO rentals VALUES (1, 7, 'a');")
      try await woken
      #expect(ContinuousClock.now - start < Self.soon)
    }
  }

  @Test("a commit between two waits is not slept over")
  func between() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      try await fixture.database.waitForCommit(atMost: .zero)
      try fixture.shell("INSERT INTO rentals VALUES (1, 7, 'a');")
      let start = ContinuousClock.now
      try await fixture.database.waitForCommit(atMost: Self.never)
      #expect(ContinuousClock.now - start < Self.soon)
    }
  }

  @Test("the -wal file may go and come back")
  func recreated() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      try await fixture.database.waitForCommit(atMost: .zero)
      // Takes the event of the first wait's own opening, if there was one.
      try await fixture.database.waitForCommit(atMost: .milliseconds(1))
      async let woken: Void = fixture.database.waitForCommit(atMost: Self.never)
      await Task.yield()
      let start = ContinuousClock.now
      let wal = fixture.path + "-wal"
      let aside = fixture.path + "-aside"
      _ = unsafe rename(wal, aside)
      _ = unsafe rename(aside, wal)
      try await woken
      #expect(ContinuousClock.now - start < Self.soon)
      let head = try fixture.head()
      async let took = untilChanged(fixture, after: head)
      await Task.yield()
      try fixture.shell("INSERT INTO rentals VALUES (1, 7, 'a');")
      #expect(try await took < Self.soon)
    }
  }

  @Test("without a commit a wait ends when its time is over")
  func timesOut() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      try await fixture.database.waitForCommit(atMost: .zero)
      let start = ContinuousClock.now
      for _ in 1...3 { try await fixture.database.waitForCommit(atMost: .milliseconds(20)) }
      #expect(ContinuousClock.now - start >= .milliseconds(20))
    }
  }

  @Test("a rollback and a read are no commits")
  func rollback() async throws {
    try await OwnThread.run {
      struct Stop: Error {}
      let fixture = try Fixture()
      try await fixture.database.waitForCommit(atMost: .zero)
      try await fixture.database.waitForCommit(atMost: .milliseconds(1))
      let start = ContinuousClock.now
      async let over: Void = fixture.database.waitForCommit(atMost: .milliseconds(100))
      await Task.yield()
      #expect(throws: Stop.self) {
        try fixture.database.write { session in
          try session.execute("INSERT INTO rentals VALUES (1, 7, 'a')", [])
          throw Stop()
        }
      }
      _ = try fixture.head()
      try await over
      #expect(ContinuousClock.now - start >= .milliseconds(100))
    }
  }

  @Test("a cancelled task waits no longer")
  func cancelled() async throws {
    try await OwnThread.run {
      let fixture = try Fixture()
      try await fixture.database.waitForCommit(atMost: .zero)
      let start = ContinuousClock.now
      let task = Task { try await fixture.database.waitForCommit(atMost: Self.never) }
      task.cancel()
      try await task.value
      let early = Task {
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
        try await fixture.database.waitForCommit(atMost: Self.never)
      }
      try await early.value
      #expect(ContinuousClock.now - start < Self.soon)
    }
  }

  @Test("closing leaves no thread and no descriptor behind")
  func closes() async throws {
    try await OwnThread.run {
      let directory = try TemporaryDirectory()
      for _ in 1...5 {
        let database = try SQLiteDatabase(directory.file("app.db"))
        try await database.waitForCommit(atMost: .zero)
        try await database.waitForCommit(atMost: .milliseconds(1))
      }
      // The last connection to close takes the -wal file away: one that stayed open would have kept it.
      #expect(unsafe access(directory.file("app.db-wal"), F_OK) != 0)
    }
  }
}
