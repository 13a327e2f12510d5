extension SeededRandom {
  /// A number from 0 to below `count`, which is at least 1.
  mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Whether the one case of so many is drawn.
  mutating func one(in count: Int) -> Bool { below(count) == 0 }

  /// A number of the range.
  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// One of these; there must be one.
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
