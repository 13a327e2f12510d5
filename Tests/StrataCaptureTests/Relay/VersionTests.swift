import Testing

@testable import StrataCapture

/// SPEC §9.2
@Suite struct VersionTests {
  @Test(
    "a record takes the place of what is known by its version, and at the same version a row that of a tombstone",
    arguments: [
      (1, 5, .live, 1, 4, .live, true), (1, 5, .live, 1, 5, .live, false), (1, 5, .live, 1, 6, .live, false),
      (1, 5, .deleted, 1, 5, .live, false), (1, 5, .live, 1, 5, .deleted, true),
      (1, 5, .live, 1, 5, .softDeleted, true),
      (1, 5, .deleted, 1, 5, .deleted, false), (1, 5, .softDeleted, 1, 5, .deleted, false),
      (2, 1, .live, 1, 900, .live, true), (2, 1, .deleted, 1, 900, .live, true), (1, 900, .live, 2, 1, .deleted, false),
    ] as [(Int64, Int64, Standing.State, Int64, Int64, Standing.State, Bool)])
  func order(
    epoch: Int64, sequence: Int64, state: Standing.State, knownEpoch: Int64, knownSequence: Int64,
    knownState: Standing.State, takesPlace: Bool
  ) {
    let incoming = Standing(version: Version(epoch: epoch, sequence: sequence), state: state)
    let known = Standing(version: Version(epoch: knownEpoch, sequence: knownSequence), state: knownState)
    #expect(incoming.supersedes(known) == takesPlace)
    #expect(incoming.supersedes(nil))
  }

  @Test(
    "a version is written epoch:sequence and nothing else is read as one",
    arguments: [
      ("1:2", 1, 2), ("0:9223372036854775807", 0, .max), ("12:0", 12, 0), ("", nil, nil), (":", nil, nil),
      ("1", nil, nil), ("1:", nil, nil), (":1", nil, nil), ("1:2:3", nil, nil), ("1:-2", nil, nil), ("a:b", nil, nil),
      ("1:9223372036854775808", nil, nil), ("99999999999999999999:1", nil, nil), ("1: 2", nil, nil),
    ] as [(String, Int64?, Int64?)])
  func text(text: String, epoch: Int64?, sequence: Int64?) {
    let version = Version(Array(text.utf8).span)
    #expect(version?.epoch == epoch)
    #expect(version?.sequence == sequence)
    if let version { #expect(version.description == text) }
  }

  @Test(
    "an older copy of a database begins a new epoch",
    arguments: [
      (1, 10, nil, nil), (1, 10, Version(epoch: 1, sequence: 10), nil), (1, 10, Version(epoch: 1, sequence: 9), nil),
      (1, 10, Version(epoch: 1, sequence: 11), 2), (1, 10, Version(epoch: 3, sequence: 2), 4),
      (4, 10, Version(epoch: 3, sequence: 99), nil),
    ] as [(Int64, Int64, Version?, Int64?)])
  func restored(epoch: Int64, head: Int64, tail: Version?, next: Int64?) {
    #expect(restoredEpoch(epoch: epoch, head: head, tail: tail) == next)
  }
}
