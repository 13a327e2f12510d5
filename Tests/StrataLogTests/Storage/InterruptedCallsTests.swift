import CInterrupted
import Testing

@testable import StrataLog

/// SPEC §5.4, §15.4: a call that is interrupted, or moves a part of its bytes, is gone on with where that is safe; a
/// sync is not.
@Suite(.enabled(if: interrupted_possible() == 1, "a sanitizer has these calls in its own hands"))
struct InterruptedCallsTests {
  static let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }

  /// Runs `body` with so many calls interrupted and so many bytes at most a call; how many calls it made.
  static func interrupted<Result>(
    _ times: Int32, most: Int32 = 0, _ body: () throws -> Result
  ) throws -> (result: Result, calls: Int32) {
    interrupted_begin(times, most)
    do {
      let result = try body()
      return (result, interrupted_end())
    } catch {
      _ = interrupted_end()
      throw error
    }
  }

  @Test("an interrupted call is made again", arguments: [Int32(0), 1, 3])
  func interruptions(times: Int32) throws {
    let place = try Place(.disk)
    let (file, opens) = try Self.interrupted(times) { try place.storage.open(place.path("f"), create: true) }
    #expect(opens == times + 1)
    #expect(try Self.interrupted(times) { try file.write(Self.bytes.span, at: 0) }.calls == times + 1)
    let (read, reads) = try Self.interrupted(times) { try file.read(at: 0, count: 1000) }
    #expect(read == Self.bytes)
    #expect(reads == times + 1)
    #expect(try Self.interrupted(times) { try file.reserve(0..<8192) }.calls >= times + 1)
    #expect(try Self.interrupted(times) { try file.truncate(500) }.calls == times + 1)
    #expect(try place.bytes("f") == Array(Self.bytes.prefix(500)))
  }

  @Test("a write or read that moves a part goes on with the rest, interrupted between", arguments: [Int32(1), 7, 999])
  func parts(most: Int32) throws {
    let place = try Place(.disk)
    let file = try place.storage.open(place.path("f"), create: true)
    let needed = (1000 + most - 1) / most
    #expect(try Self.interrupted(2, most: most) { try file.write(Self.bytes.span, at: 5) }.calls == needed + 2)
    let (read, calls) = try Self.interrupted(2, most: most) { try file.read(at: 5, count: 1000) }
    #expect(read == Self.bytes)
    #expect(calls == needed + 2)
    // At the end a short read is the end.
    #expect(try Self.interrupted(0, most: most) { try file.read(at: 5, count: 2000) }.result == Self.bytes)
  }

  @Test("an interrupted sync has failed and is not made again")
  func syncs() throws {
    let place = try Place(.disk)
    let file = try place.storage.open(place.path("f"), create: true)
    interrupted_begin(1, 0)
    #expect(throws: StorageFailure(.sync, place.path("f"), code: 4)) { try file.sync() }
    #expect(interrupted_end() == 1)
  }
}
