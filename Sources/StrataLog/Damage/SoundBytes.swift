/// Ranges of a segment's bytes that were found sound (SPEC §4.4), so that nobody sums them again: sorted, apart, few.
struct SoundBytes: Sendable {
  /// More are not remembered: who reads here and there all over a segment sums some bytes twice.
  static let most = 64

  private(set) var ranges: [Range<Int>] = []

  /// The range around a byte, or none of its bytes.
  func range(around position: Int) -> Range<Int> {
    let n = ranges.partitioningIndex { $0.lowerBound > position }
    return n > 0 && ranges[n - 1].contains(position) ? ranges[n - 1] : position..<position
  }

  /// Adds a range; what it overlaps or touches becomes one with it.
  mutating func insert(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let first = ranges.partitioningIndex { $0.upperBound >= range.lowerBound }
    let end = ranges.partitioningIndex { $0.lowerBound > range.upperBound }
    guard first < end else {
      ranges.insert(range, at: first)
      forgetSmallest()
      return
    }
    let lower = min(range.lowerBound, ranges[first].lowerBound)
    let upper = max(range.upperBound, ranges[end - 1].upperBound)
    ranges.replaceSubrange(first..<end, with: CollectionOfOne(lower..<upper))
  }

  private mutating func forgetSmallest() {
    guard ranges.count > Self.most, let least = ranges.indices.min(by: { ranges[$0].count < ranges[$1].count })
    else { return }
    ranges.remove(at: least)
  }
}
