/// How new what a record says is (SPEC §9.2): which life of the source database, and its newest change when the row was
/// read. Written `epoch:sequence` in a record's header.
public struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The source database's life: when capture was first installed in it, in milliseconds since 1970; a file restored
  /// from a backup begins a later one.
  public var epoch: Int64
  /// The sequence of the newest change in the state that was read.
  public var sequence: Int64

  /// A version.
  public init(epoch: Int64, sequence: Int64) {
    self.epoch = epoch
    self.sequence = sequence
  }

  /// By epoch, then by sequence.
  public static func < (a: Self, b: Self) -> Bool { (a.epoch, a.sequence) < (b.epoch, b.sequence) }

  /// `epoch:sequence`.
  public var description: String { "\(epoch):\(sequence)" }

  /// From `epoch:sequence`; nil for anything else.
  init?(_ text: Span<UInt8>) {
    var numbers: (Int64, Int64) = (0, 0)
    var colon: Int?
    for n in text.indices {
      let byte = text[n]
      if byte == UInt8(ascii: ":"), colon == nil, n > 0 {
        colon = n
        numbers = (numbers.1, 0)
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (tens, overflow) = numbers.1.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      numbers.1 = sum
    }
    guard let colon, colon + 1 < text.count else { return nil }
    self.init(epoch: numbers.0, sequence: numbers.1)
  }
}

/// What a consumer knows of a key, or a record says of it: how new, and whether there is a row.
struct Standing: Hashable, Sendable {
  /// What is known of the row.
  enum State: Int64, Hashable, Sendable {
    case live = 0
    case softDeleted = 1
    case deleted = 2
  }

  var version: Version
  var state: State

  /// Whether this one takes the place of `known`: a higher version does, and at the same version a row takes the place
  /// of a tombstone, for a row that moved between partitions leaves a tombstone of its own version behind.
  func supersedes(_ known: Standing?) -> Bool {
    guard let known else { return true }
    if version != known.version { return version > known.version }
    return state == .live && known.state != .live
  }
}
