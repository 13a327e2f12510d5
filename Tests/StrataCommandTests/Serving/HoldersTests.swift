import StrataLog
import Testing

@testable import StrataCommand

#if os(Linux)
  /// SPEC §10.5
  @Suite struct HoldersTests {
    @Test("whoever holds a directory's lock is found by it")
    func lock() throws {
      let directory = try TemporaryDirectory()
      let lock = try DiskStorage().lock(directory: directory.path)
      #expect(Holders.holder(ofLock: Files.path(directory.path, ".lock"))?.id == Posix.processID)
      lock.release()
      #expect(Holders.holder(ofLock: Files.path(directory.path, ".lock")) == nil)
    }

    @Test("a line of the system's table names a listener of its port, and nothing else")
    func line() {
      let line = "   0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0"
      #expect(Holders.listener(line, at: 9092) == "4711")
      #expect(Holders.listener(line, at: 9093) == nil)
      #expect(Holders.listener(line.replacing(" 0A ", with: " 01 "), at: 9092) == nil)
      #expect(Holders.listener("  sl  local_address rem_address   st tx_queue", at: 9092) == nil)
    }
  }
#endif
