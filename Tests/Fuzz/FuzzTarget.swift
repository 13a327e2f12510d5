import WireKit

/// Something that takes bytes of strangers. A trap, a sanitizer's report or a thrown error is a finding.
protocol FuzzTarget: AnyObject {
  /// One execution.
  func run(_ input: Span<UInt8>) throws
  /// A valid input, drawn, and what lies where in it.
  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark])
  /// Mends what would keep a spoiled input from getting far, such as a checksum.
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance)
}

extension FuzzTarget {
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {}

  /// Another input from one that was tried: a new valid one, a new one spoiled, pieces of both, or the old one spoiled.
  func mutate(_ old: Span<UInt8>, seed: UInt64) -> [UInt8] {
    var chance = Chance(seed: seed)
    var mutator = FrameMutator(Chance(seed: chance.next()))
    let kept = unsafe old.withUnsafeBufferPointer { unsafe Array($0) }
    var bytes: [UInt8]
    switch chance.next() % 8 {
    case 0: bytes = make(Chance(seed: chance.next())).bytes
    case 1, 2:
      let fresh = make(Chance(seed: chance.next()))
      bytes = fresh.bytes
      mutator.spoil(&bytes, fresh.marks)
    case 3: bytes = mutator.splice(kept, make(Chance(seed: chance.next())).bytes)
    default:
      bytes = kept
      mutator.spoil(&bytes, [])
    }
    mend(&bytes, &chance)
    return bytes
  }
}

/// What a target says of a finding that is no trap.
struct FuzzFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
