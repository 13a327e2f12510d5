/// Spoils frames where it hurts (SPEC §11.5): lengths, counts, varints, tags, ends, pieces of one frame in another.
package struct FrameMutator {
  /// Draws everything.
  package var chance: Chance

  /// A mutator that draws from `chance`.
  package init(_ chance: Chance) { self.chance = chance }

  /// Spoils a frame in one to four ways. `marks` say what lies where in it; none are needed.
  package mutating func spoil(_ bytes: inout [UInt8], _ marks: [FrameMark]) {
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      // Each spoiling moves what lies behind it: of several, most hit a place that was another's, which is as good.
      let isMarked = chance.next() % 4 != 0
      if isMarked, let mark = marks.randomElement(using: &chance), mark.range.upperBound <= bytes.count {
        spoil(&bytes, mark)
      } else {
        spoilAnywhere(&bytes)
      }
    }
  }

  private mutating func spoil(_ bytes: inout [UInt8], _ mark: FrameMark) {
    switch mark.kind {
    case .length, .tag:
      bytes.replaceSubrange(mark.range, with: mark.range.count <= 2 ? smallEdge(mark.range.count) : edge(4))
    case .number: bytes.replaceSubrange(mark.range, with: edge(mark.range.count))
    case .content:
      guard !mark.range.isEmpty else { return spoilAnywhere(&bytes) }
      bytes[Int.random(in: mark.range, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
    }
  }

  private static let edges: [UInt64] = [
    0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 24, .max, .max - 1,
    1 << 63, .max >> 1,
  ]
  private static let varints: [[UInt8]] = [
    [0], [1], [2], [0x7F], [0x80], [0x80, 0], [0xFF, 1], [0xFF, 0x7F], [0xFF, 0xFF, 3], [0xFF, 0xFF, 0xFF, 0x7F],
    [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
  ]

  /// An integer at the edge of what `width` bytes hold, or near zero.
  private mutating func edge(_ width: Int) -> [UInt8] {
    let value = Self.edges[Int.random(in: 0..<Self.edges.count, using: &chance)]
    return (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * min(7, max(0, width - 1 - $0)))) }
  }

  /// A varint or a short length, sometimes of another width than what it replaces.
  private mutating func smallEdge(_ width: Int) -> [UInt8] {
    if chance.next() % 4 == 0 { return edge(width) }
    return Self.varints[Int.random(in: 0..<Self.varints.count, using: &chance)]
  }

  private mutating func spoilAnywhere(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes = edge(4) }
    let at = Int.random(in: 0..<bytes.count, using: &chance)
    let end = Int.random(in: at..<min(bytes.count, at + 24), using: &chance)
    switch chance.next() % 7 {
    case 0: bytes.removeLast(bytes.count - at)
    case 1: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &chance)
    case 2: bytes[at] = UInt8.random(in: 0...255, using: &chance)
    case 3: bytes.removeSubrange(at..<end)
    case 4: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &chance))
    case 5: bytes.insert(contentsOf: smallEdge(1), at: at)
    default:
      let width = min(bytes.count - at, 1 << Int.random(in: 0...3, using: &chance))
      bytes.replaceSubrange(at..<at + width, with: edge(width))
    }
  }

  /// The head of one frame and the tail of another.
  package mutating func splice(_ head: [UInt8], _ tail: [UInt8]) -> [UInt8] {
    Array(head.prefix(Int.random(in: 0...head.count, using: &chance)))
      + tail.suffix(Int.random(in: 0...tail.count, using: &chance))
  }
}
