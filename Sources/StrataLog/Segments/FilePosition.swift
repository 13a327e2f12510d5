/// A byte of a segment's `.log` file (SPEC §4.1); Kafka's index holds it in 32 bits.
struct FilePosition: Hashable, Comparable, Sendable {
  let value: Int32

  init(_ value: Int32) { self.value = value }

  static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}
