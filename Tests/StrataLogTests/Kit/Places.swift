import Glibc
import Testing

@testable import StrataLog

/// A storage and a directory in it, for a test alone; a directory of the file system is removed with the last
/// reference.
final class Place: Sendable {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, disk
    var testDescription: String { rawValue }
  }

  let storage: any Storage
  let directory: String
  private let isOnDisk: Bool

  init(_ kind: Kind) throws {
    isOnDisk = kind == .disk
    guard isOnDisk else {
      storage = MemoryStorage()
      directory = "p-0"
      return
    }
    var root = P_tmpdir
    if let named = unsafe getenv("TMPDIR") { root = unsafe String(cString: named) }
    let serial = UInt64.random(in: 0...UInt64.max)
    storage = DiskStorage()
    directory = "\(root)/strata-log-test-\(getpid())-\(serial)"
    try storage.makeDirectory(directory)
  }

  deinit {
    guard isOnDisk else { return }
    for name in (try? storage.list(directory)) ?? [] { try? storage.remove(directory + "/" + name) }
    try? storage.removeDirectory(directory)
  }

  func open(
    _ settings: LogSettings = .init(), time: any TimeSource = SetTime(1_000)
  ) throws -> Log {
    try Log.open(directory: directory, storage: storage, time: time, settings: settings)
  }

  func path(_ name: String) -> String { directory + "/" + name }

  func bytes(_ name: String) throws -> [UInt8] { try storage.contents(path(name)) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = try storage.open(path(name), create: true)
    try file.truncate(0)
    try file.write(bytes.span, at: 0)
  }

  func remove(_ name: String) throws { try storage.remove(path(name)) }

  func names() throws -> [String] { try storage.list(directory).sorted() }
}

extension Storage {
  /// The storage, when a copy of a directory's files has been made in it.
  func copied(_ directory: String, to other: String) throws -> Self {
    try makeDirectory(other)
    for name in try list(directory) {
      let bytes = try contents(directory + "/" + name)
      try open(other + "/" + name, create: true).write(bytes.span, at: 0)
    }
    return self
  }
}

extension LogSettings {
  /// Kafka's defaults but for what the change says.
  static func with(_ change: (inout LogSettings) -> Void) -> LogSettings {
    var settings = LogSettings()
    change(&settings)
    return settings
  }
}

/// The `.log` name of a base offset.
func logName(_ base: Int64) -> String { SegmentFiles.digits(base) + ".log" }

extension StorageFile {
  func write(_ bytes: [UInt8], at position: Int) throws { try write(bytes.span, at: position) }
}
