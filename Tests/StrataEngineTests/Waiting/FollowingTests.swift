import StrataLog
import Synchronization
import Testing

@testable import StrataEngine

/// SPEC §7.4
@Suite(.timeLimit(.minutes(5))) struct FollowingTests {
  let engine: Engine
  let topic: Topic

  init() throws {
    engine = try Engine.inMemory()
    topic = try engine.createTopic("orders")
  }

  private func append(_ numbers: Range<Int>) throws {
    for number in numbers { try topic.append(key: nil, value: "\(number)") }
  }

  @Test("the sequence gives what is there, then what comes, in order")
  func sequence() async throws {
    try append(0..<3)
    let reader = Task { [topic] in
      var texts: [String] = []
      for try await record in try topic.follow(from: 1) {
        texts.append(record.valueText ?? "")
        if texts.count == 5 { break }
      }
      return texts
    }
    try append(3..<7)
    #expect(try await reader.value == ["1", "2", "3", "4", "5"])
  }

  @Test("nothing is lost between a look and a wait: 2,000 records, each appended when the one before was given")
  func handOvers() async throws {
    try append(0..<1)
    var next = 0
    for try await record in try topic.follow() {
      #expect(record.valueText == "\(next)")
      next += 1
      if next == 2_000 { break }
      // Every other one comes while this task waits already, or is about to.
      if next.isMultiple(of: 2) {
        try append(next..<next + 1)
      } else {
        Task.detached { [next, topic] in try topic.append(key: nil, value: "\(next)") }
      }
    }
    #expect(next == 2_000)
  }

  @Test("nothing is lost while it looks: each append comes a little later after the one before was given")
  func looks() async throws {
    let count = 20_000
    let given = Atomics()
    let follower = Task { [topic] in
      try await topic.follow { record in
        given.count.store(Int(record.offset.value) + 1, ordering: .releasing)
        if record.offset.value == count - 1 { throw Enough() }
      }
    }
    let appended = try await onThread { [topic] in
      // On a busy machine fewer do. One that slept through an append would sleep on.
      let end = ContinuousClock.now + .seconds(20)
      var number = 0
      while number < count, number == 0 || .now < end {
        try topic.append(key: nil, value: "")
        let patience = ContinuousClock.now + .seconds(600)
        while given.count.load(ordering: .acquiring) <= number, .now < patience {}
        for _ in 0..<number % 64 { _ = given.count.load(ordering: .acquiring) }
        number += 1
      }
      return number
    }
    follower.cancel()
    _ = await follower.result
    #expect(given.count.load(ordering: .acquiring) == appended)
  }

  private final class Atomics: Sendable {
    let count = Atomic(0)
  }

  @Test("sixty-four followers of each kind are given every record once, whoever appends")
  func many() async throws {
    let count = 500
    let expected = count * (count - 1) / 2
    try await withThrowingTaskGroup(of: Int.self) { group in
      for n in 0..<64 {
        group.addTask { [topic] in
          var (sum, seen) = (0, 0)
          if n.isMultiple(of: 2) {
            for try await record in try topic.follow() {
              sum += Int(record.valueText ?? "") ?? 0
              seen += 1
              if seen == count { break }
            }
          } else {
            do {
              try await topic.follow { record in
                sum += Int(record.valueText ?? "") ?? 0
                seen += 1
                if seen == count { throw Enough() }
              }
            } catch is Enough {}
          }
          return sum
        }
      }
      for part in 0..<4 {
        group.addTask { [self] in
          try append(count / 4 * part..<count / 4 * (part + 1))
          return expected
        }
      }
      for try await sum in group { #expect(sum == expected) }
    }
  }

  @Test("cancelling ends it, whether it waits, has not begun, or has records at hand", arguments: [0, 5])
  func cancelled(records: Int) async throws {
    try append(0..<records)
    for _ in 0..<50 {
      let sequence = Task { [topic] in for try await _ in try topic.follow() {} }
      let borrowing = Task { [topic] in _ = try await topic.follow { _ in } }
      sequence.cancel()
      borrowing.cancel()
      try await sequence.value
      try await borrowing.value
    }
    // Records at hand: the iterator has all five, and gives none of them any more.
    let reader = Task { [topic] in
      var given = 0
      for try await _ in try topic.follow() {
        given += 1
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      }
      return given
    }
    if records > 0 { #expect(try await reader.value == 1) }
    reader.cancel()
  }

  @Test("closing the engine, or deleting the topic, ends who waits", arguments: [true, false])
  func closed(byDeleting: Bool) async throws {
    try append(0..<2)
    let (all, each) = AsyncStream.makeStream(of: Void.self)
    let sequence = Task { [topic] in
      var given = 0
      for try await _ in try topic.follow() {
        given += 1
        each.yield()
      }
      return given
    }
    let borrowing = Task { [topic] in
      try await topic.follow { _ in each.yield() }
    }
    async let thread = onThread { [topic] in try topic.follow { _ in each.yield() } }
    var begun = all.makeAsyncIterator()
    for _ in 0..<6 { await begun.next() }
    if byDeleting { try engine.deleteTopic("orders") } else { try engine.close() }
    #expect(try await sequence.value == 2)
    #expect(try await borrowing.value == 2)
    #expect(try await thread == 2)
  }

  @Test("a following without async ends when its time is over, and an append wakes it before")
  func within() async throws {
    try append(0..<3)
    let first = try await onThread { [topic] in
      var texts: [String] = []
      // It always gets on, by a batch: here a record.
      let next = try topic.follow(from: 1, within: .zero) { texts.append($0.valueText ?? "") }
      let end = try topic.follow(from: next, within: .milliseconds(20)) { texts.append($0.valueText ?? "") }
      return (texts, next, end)
    }
    #expect(first == (["1", "2"], 2, 3))
    async let woken = onThread { [topic] in
      // Not woken, this would take an hour.
      do {
        try topic.follow(from: 3, within: .seconds(3_600)) { record in
          if record.valueText == "4" { throw Enough() }
        }
        return false
      } catch is Enough { return true }
    }
    for number in 3..<5 { try append(number..<number + 1) }
    #expect(try await woken)
  }

  @Test("what a follower throws ends it, and the next goes on behind the record it was shown")
  func thrown() async throws {
    try append(0..<4)
    var shown: [Offset] = []
    await #expect(throws: Enough.self) {
      try await topic.follow { record in
        shown.append(record.offset)
        if shown.count == 2 { throw Enough() }
      }
    }
    #expect(shown == [0, 1])
  }

  @Test("who begins within a batch is given its records from there on, copied and borrowed", arguments: Codec.allCases)
  func withinBatch(codec: Codec) async throws {
    var batch = try BatchBuilder(codec: codec)
    for number in 0..<5 {
      try batch.add(key: nil, value: Array("\(number)".utf8), timestamp: Timestamp(milliseconds: 1))
    }
    try topic.partition(0).append(batch.finish())
    var copied: [Offset] = []
    for try await record in try topic.follow(from: 2) {
      copied.append(record.offset)
      if copied.count == 3 { break }
    }
    var borrowed: [Offset] = []
    await #expect(throws: Enough.self) {
      try await topic.follow(from: 2) { record in
        borrowed.append(record.offset)
        if borrowed.count == 3 { throw Enough() }
      }
    }
    var read: [Offset] = []
    #expect(try topic.read(from: 2) { read.append($0.offset) } == 5)
    #expect([copied, borrowed, read, try topic.read(from: 2).map(\.offset)] == Array(repeating: [2, 3, 4], count: 4))
    #expect(try topic.read(from: 2, count: 2).map(\.offset) == [2, 3])
  }

  @Test("an offset that is not kept is refused, never skipped")
  func outOfRange() async throws {
    try append(0..<4)
    try engine.deleteRecords(of: PartitionID("orders", 0), before: 2)
    let refusal = EngineError.log(partition: PartitionID("orders", 0), .outOfRange(offset: 1, start: 2, end: 4))
    await #expect(throws: refusal) { for try await _ in try topic.follow(from: 1) {} }
    await #expect(throws: refusal) { try await topic.follow(from: 1) { _ in } }
    // Without an offset it begins with what is kept.
    #expect(try topic.read().map(\.offset) == [2, 3])
    for try await record in try topic.follow() {
      #expect(record.offset == 2)
      break
    }
  }

  @Test("who stops following is forgotten: an append raises nobody's signal")
  func forgotten() async throws {
    try append(0..<1)
    weak var signal: Signal?
    do {
      var iterator = try topic.follow().makeAsyncIterator()
      #expect(try await iterator.next()?.offset == 0)
      signal = iterator.watch.signal
      #expect(signal != nil)
    }
    #expect(signal == nil)
  }

  private struct Enough: Error {}
}
