import WireKit

/// Valid inputs of a target, made once and drawn many times: making one costs more than most executions do. Now and
/// then one is replaced.
struct InputPool {
  private static let size = 256

  private let target: any FuzzTarget
  private var inputs: [(bytes: [UInt8], marks: [FrameMark])] = []

  init(_ target: any FuzzTarget) { self.target = target }

  /// A valid input.
  mutating func draw(_ chance: inout Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    guard inputs.count == Self.size else {
      let made = target.make(Chance(seed: chance.next()))
      inputs.append(made)
      return made
    }
    let n = Int(chance.next() % UInt64(Self.size))
    if chance.next() % 64 == 0 { inputs[n] = target.make(Chance(seed: chance.next())) }
    return inputs[n]
  }

  /// Another input from one that was tried: a valid one, one spoiled, pieces of both, or the old one spoiled.
  mutating func mutate(_ old: Span<UInt8>, seed: UInt64) -> [UInt8] {
    var chance = Chance(seed: seed)
    var mutator = FrameMutator(Chance(seed: chance.next()))
    var bytes: [UInt8]
    switch chance.next() % 8 {
    case 0: bytes = draw(&chance).bytes
    case 1, 2:
      let drawn = draw(&chance)
      bytes = drawn.bytes
      mutator.spoil(&bytes, drawn.marks)
    case 3: bytes = mutator.splice(copy(old), draw(&chance).bytes)
    default:
      bytes = copy(old)
      mutator.spoil(&bytes, [])
    }
    target.mend(&bytes, &chance)
    return bytes
  }

  /// The input, mended, after libFuzzer mutated it.
  func mended(_ input: Span<UInt8>, seed: UInt64) -> [UInt8] {
    var chance = Chance(seed: seed)
    var bytes = copy(input)
    target.mend(&bytes, &chance)
    return bytes
  }

  private func copy(_ span: Span<UInt8>) -> [UInt8] { unsafe span.withUnsafeBufferPointer { unsafe Array($0) } }
}
