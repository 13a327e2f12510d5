import Testing

@testable import StrataBroker

/// SPEC §12.1
@Suite struct AlarmsTests {
  private final class Rung {
    var all: [Int] = []
  }

  @Test("what is due comes in the order of times, then of making; what is cancelled does not", arguments: 0..<20)
  func order(seed: UInt64) {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    func random(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
    var alarms = Alarms()
    let rung = Rung()
    var expected: [(due: Int, number: Int)] = []
    var tokens: [Alarms.Token] = []
    for number in 0..<300 {
      let due = random(50)
      tokens.append(alarms.add(at: UInt64(due)) { rung.all.append(number) })
      expected.append((due, number))
    }
    for _ in 0..<200 {
      let gone = random(300)
      alarms.cancel(tokens[gone])
      expected.removeAll { $0.number == gone }
    }
    #expect(alarms.waiting == expected.count)
    for now in 0..<50 {
      while let body = alarms.takeDue(UInt64(now)) { body() }
      #expect(rung.all.count == expected.count { $0.due <= now }, "seed \(seed)")
    }
    #expect(rung.all == expected.sorted { ($0.due, $0.number) < ($1.due, $1.number) }.map(\.number), "seed \(seed)")
    #expect(alarms.next == nil)
  }
}
