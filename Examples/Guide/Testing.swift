import Strata
import Synchronization
import Testing

extension Guide {
  @Test("Documentation/testing.md")
  func testing() throws {
    final class TestClock: TimeSource {
      let milliseconds = Atomic<Int64>(1_000_000)
      func now() -> Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .relaxed)) }
    }
    let clock = TestClock()
    let storage = MemoryStorage(capacity: 64 << 20)
    func open() throws -> Engine {
      try Engine(storage: storage, directory: "events", time: clock, random: SystemRandomNumberGenerator())
    }

    var engine = try open()
    let orders = try engine.openTopic("orders", settings: try TopicSettings(["retention.ms": "60000"]))
    try orders.append(key: "42", value: "placed")
    try engine.close()

    engine = try open()
    let again = try engine.topic("orders")
    print("\(try again.read().count) there after opening again")
    clock.milliseconds.add(61_000, ordering: .relaxed)
    try engine.maintain()
    print("\(try again.read().count) after a minute")
    try engine.close()
    #expect(lines == ["1 there after opening again", "0 after a minute"])
  }
}
