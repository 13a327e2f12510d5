package import WireKit

/// Something that takes bytes of strangers. A trap, a sanitizer's report or a thrown error is a finding.
package protocol FuzzTarget: AnyObject {
  /// One execution.
  func run(_ input: Span<UInt8>) throws
  /// A valid input, drawn, and what lies where in it.
  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark])
  /// Mends what would keep a spoiled input from getting far, such as a checksum.
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance)
}

extension FuzzTarget {
  /// Most have nothing to mend.
  package func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {}
}

/// What a target says of a finding that is no trap.
package struct FuzzFailure: Error, CustomStringConvertible {
  /// What was found.
  package let description: String

  /// A finding.
  package init(_ description: String) { self.description = description }
}
