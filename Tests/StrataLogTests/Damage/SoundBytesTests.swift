import Testing

@testable import StrataLog

/// SPEC §4.4
@Suite struct SoundBytesTests {
  @Test("ranges that touch become one, others stay apart")
  func merges() {
    var sound = SoundBytes()
    for range in [10..<20, 40..<50, 20..<25, 5..<5, 60..<70, 49..<61, 0..<10] { sound.insert(range) }
    #expect(sound.ranges == [0..<25, 40..<70])
    #expect(sound.range(around: 24) == 0..<25 && sound.range(around: 25).isEmpty)
    sound.insert(3..<100)
    #expect(sound.ranges == [0..<100])
  }

  @Test("they are few: the smallest is forgotten")
  func few() {
    var sound = SoundBytes()
    for n in 0...SoundBytes.most { sound.insert(n * 100..<n * 100 + (n == 7 ? 1 : 50)) }
    #expect(sound.ranges.count == SoundBytes.most && sound.range(around: 700).isEmpty)
  }

  @Test("against a set of bytes", arguments: 0..<50 as Range<UInt64>)
  func model(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var sound = SoundBytes()
    var model: Set<Int> = []
    for _ in 0..<40 {
      let start = Int.random(in: 0..<200, using: &numbers)
      let range = start..<start + Int.random(in: 0..<12, using: &numbers)
      sound.insert(range)
      model.formUnion(range)
    }
    #expect((0..<220).filter { sound.range(around: $0).contains($0) } == model.sorted(), "seed \(seed)")
  }
}
