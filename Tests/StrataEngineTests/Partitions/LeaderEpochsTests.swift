import Testing

@testable import StrataEngine

/// SPEC §7.1, §16.3
@Suite struct LeaderEpochsTests {
  static func epochs(_ text: String) -> LeaderEpochs? { LeaderEpochs(Array(text.utf8)) }

  @Test(
    "an epoch ends where the next begins, the newest where the log does",
    arguments: [
      (-1, nil), (0, 0), (1, 0), (2, 0), (3, 3), (4, 3), (7, 7), (8, nil),
    ] as [(Int32, Int32?)])
  func ends(asked: Int32, epoch: Int32?) throws {
    let epochs = try #require(Self.epochs("0\n3\n0 0\n3 10\n7 25\n"))
    let found = asked < 0 ? nil : epochs.end(of: asked, in: 40)
    #expect(found?.epoch == epoch)
    if let epoch { #expect(found?.end == [0: 10, 3: 25, 7: 40][epoch]) }
  }

  @Test("a newer epoch begins at the end; those without a record go, an older one changes nothing")
  func begins() throws {
    var epochs = try #require(Self.epochs("0\n3\n0 0\n3 10\n7 25\n"))
    epochs.begin(7, at: 40)
    #expect(epochs.last == 7 && epochs.entries.count == 3)
    epochs.begin(9, at: 25)
    #expect(String(decoding: epochs.bytes, as: UTF8.self) == "0\n3\n0 0\n3 10\n9 25\n")
    epochs.begin(12, at: 0)
    #expect(epochs == LeaderEpochs(only: 12))
  }
}
