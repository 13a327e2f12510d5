import Glibc
import StrataEngine
import StrataInProcess
import StrataLog
package import StrataTesting
package import StrataTransport
import Synchronization

/// The in-process transport over an engine whose files are in memory or on disk. Restarting closes the engine and opens
/// another on what it left.
package final class InProcessRig: ConformanceRig {
  /// Where the engine's files are.
  package enum Store: String, CaseIterable, Sendable { case memory, disk }

  package let timing: ConformanceTiming
  private let storage: any Storage
  private let directory: String
  private let engine: Mutex<Engine>

  /// Patient, for the machine that runs all tests at once, sanitized at that, is slow; only what fails waits so long.
  package init(
    _ store: Store, timing: ConformanceTiming = .init(patience: .seconds(60), prompt: .seconds(1))
  ) throws {
    self.timing = timing
    switch store {
    case .memory: (storage, directory) = (MemoryStorage(), "memory")
    case .disk: (storage, directory) = (DiskStorage(), try temporaryDirectory() + "/data")
    }
    engine = Mutex(try Self.engine(storage, directory))
  }

  private static func engine(_ storage: any Storage, _ directory: String) throws(EngineError) -> Engine {
    try Engine(
      storage: storage, directory: directory, time: SystemTime(), random: SystemRandomNumberGenerator())
  }

  package func open() async throws -> any Transport { InProcessTransport(engine.withLock { $0 }) }

  package func restart() async throws {
    try engine.withLock { engine in
      try engine.close()
      engine = try Self.engine(storage, directory)
    }
  }

  /// Closes the engine and removes its files.
  package func remove() {
    try? engine.withLock { engine throws(EngineError) in try engine.close() }
    if storage is DiskStorage { removeTree(String(directory.dropLast("/data".count))) }
  }
}

/// A new directory where temporary files go.
private func temporaryDirectory() throws -> String {
  // Copied at once.
  let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? P_tmpdir
  var template = Array((place + "/strata-tests-XXXXXX").utf8CString)
  // mkdtemp writes six letters into the array, which is its own.
  guard unsafe mkdtemp(&template) != nil else { throw StorageFailure(.directory, place, code: errno) }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func removeTree(_ path: String) {
  let storage = DiskStorage()
  for name in (try? storage.list(path)) ?? [] {
    // What can't be removed as a file is a directory.
    do { try storage.remove(path + "/" + name) } catch { removeTree(path + "/" + name) }
  }
  try? storage.removeDirectory(path)
}
