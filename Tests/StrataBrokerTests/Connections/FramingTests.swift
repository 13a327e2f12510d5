import Testing

@testable import StrataBroker

/// SPEC §12.1
@Suite struct FramingTests {
  /// Feeds pieces one after the other and tells the requests found, `!` for those that were held, and how it ended.
  static func transcript(_ pieces: [[UInt8]], largest: Int = 100) -> [String] {
    var framing = Framing(largest: largest)
    var pool = BufferPool()
    var told: [String] = []
    for piece in pieces {
      var at = 0
      pieces: while true {
        switch framing.next(in: piece.span, at: &at, &pool) {
        case .received(let range): told.append(String(decoding: piece[range], as: UTF8.self))
        case .held(let range): told.append(String(decoding: framing.held[range], as: UTF8.self) + "!")
        case .nothing: break pieces
        case .flaw(let flaw):
          told.append("flaw \(flaw.length)")
          return told
        }
      }
      framing.drain(&pool)
      if framing.heldCount > 0 { told.append("holds \(framing.heldCount)") }
    }
    return told
  }

  static func frame(_ text: String) -> [UInt8] { [0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8) }

  @Test(
    "requests are found however they are cut",
    arguments: [
      ([frame("ab")], ["ab"]),
      ([frame("")], [""]),
      ([frame("ab") + frame("c")], ["ab", "c"]),
      ([[0], [0, 0], [2, 97], [98]], ["holds 1", "holds 3", "holds 5", "ab!"]),
      ([frame("ab") + [0, 0, 0, 3, 99], [100, 101] + frame("f")], ["ab", "holds 5", "cde!", "f"]),
      ([[0, 0, 0, 3, 99], [100, 101] + frame("f") + [0]], ["holds 5", "cde!", "f", "holds 1"]),
      ([[0, 0, 0, 101]], ["flaw 101"]),
      ([[255, 255, 255, 255]], ["flaw -1"]),
      ([[128, 0], [0, 0]], ["holds 2", "flaw -2147483648"]),
      ([frame("ab") + [0, 0, 1, 0]], ["ab", "flaw 256"]),
    ] as [([[UInt8]], [String])])
  func found(pieces: [[UInt8]], told: [String]) { #expect(Self.transcript(pieces) == told) }

  @Test("every way to cut three requests in two or three finds the same three")
  func everyCut() {
    let bytes = Self.frame("first") + Self.frame("") + Self.frame("third")
    for first in 0...bytes.count {
      for second in first...bytes.count {
        let pieces = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
        let found = Self.transcript(pieces).filter { !$0.hasPrefix("holds") }.map { $0.filter { $0 != "!" } }
        #expect(found == ["first", "", "third"], "cut at \(first) and \(second)")
      }
    }
  }

  @Test("a promise of a hundred megabytes takes no memory until bytes arrive")
  func memory() {
    var framing = Framing(largest: 100 << 20)
    var pool = BufferPool()
    var at = 0
    let head: [UInt8] = [6, 64, 0, 0]
    #expect(framing.next(in: head.span, at: &at, &pool) == .nothing)
    #expect(framing.held.capacity < 1_000)
  }

  @Test("requests that wait are found later, in order")
  func waiting() {
    var framing = Framing(largest: 100)
    var pool = BufferPool()
    let bytes = Self.frame("ab") + Self.frame("cd") + [0, 0]
    framing.holdRest(of: bytes.span, from: 6, &pool)
    var at = 0
    let empty: [UInt8] = []
    #expect(framing.next(in: empty.span, at: &at, &pool) == .held(4..<6))
    #expect(framing.next(in: empty.span, at: &at, &pool) == .nothing)
    framing.drain(&pool)
    #expect(framing.held == [0, 0])
  }
}
