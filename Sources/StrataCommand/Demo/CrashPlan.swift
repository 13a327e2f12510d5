/// When the demo's work is killed (SPEC §10.4): at points of its progress drawn from a seed, each kill after a step of
/// the way of its own, so that every part of the way sees some.
struct CrashPlan: Hashable {
  /// How far the plan must be, in steps, before each kill, in order.
  let points: [Int]
  /// How long after that the kill comes, in microseconds: progress is told in lumps, and kills must fall between them.
  let delays: [Int]

  /// Draws `count` points out of `steps` steps: one from each of `count` equal parts.
  init(count: Int, steps: Int, seed: UInt64) {
    var random = SplitMix(state: seed)
    var points: [Int] = []
    var delays: [Int] = []
    for index in 0..<count {
      let part = steps * index / count..<max(steps * index / count + 1, steps * (index + 1) / count)
      points.append(Int.random(in: part, using: &random))
      delays.append(Int.random(in: 0..<20_000, using: &random))
    }
    self.points = points
    self.delays = delays
  }

  /// How many microseconds from now the next kill comes, at this step and after so many kills; nil when none is due.
  func delay(at step: Int, after kills: Int) -> Int? {
    kills < points.count && step >= points[kills] ? delays[kills] : nil
  }
}

/// A small generator whose numbers follow from its seed alone (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
