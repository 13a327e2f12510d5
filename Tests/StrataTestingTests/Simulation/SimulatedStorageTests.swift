import StrataLog
import Testing

@testable import StrataTesting

/// SPEC §15.1: what a simulated disk and its cache keep, and what they may lose.
@Suite struct SimulatedStorageTests {
  static let sector = SimulatedContent.sector

  /// A storage with the directory `d` on disk.
  static func storage(_ seed: UInt64) throws -> SimulatedStorage {
    let storage = SimulatedStorage(seed: seed)
    try storage.makeDirectory("d")
    try storage.syncDirectory("")
    return storage
  }

  /// A file of so many sectors of 1, its bytes and its name on disk.
  static func file(_ storage: SimulatedStorage, sectors: Int = 4) throws -> any StorageFile {
    let file = try storage.open("d/0.log", create: true)
    try file.write([UInt8](repeating: 1, count: sectors * sector).span, at: 0)
    try file.sync()
    try storage.syncDirectory("d")
    return file
  }

  /// What each sector holds: its byte, or nil when it is torn.
  static func sectors(_ bytes: [UInt8]) -> [UInt8?] {
    stride(from: 0, to: bytes.count, by: sector).map { start in
      let part = bytes[start..<min(bytes.count, start + sector)]
      return part.allSatisfy { $0 == part.first } ? part.first : nil
    }
  }

  /// The bytes that seeds leave of `d/0.log` after `change` and the end of the power; nil where there is no file.
  static func outcomes(
    _ seeds: Int = 200, sectors: Int = 4, _ change: (SimulatedStorage, any StorageFile) throws -> Void
  ) throws -> [[UInt8]?] {
    try (0..<seeds).map { seed in
      let storage = try storage(UInt64(seed))
      try change(storage, try file(storage, sectors: sectors))
      storage.crash(.powerLost)
      storage.restart()
      return storage.exists("d/0.log") ? try storage.contents("d/0.log") : nil
    }
  }

  @Test("a write that was not synced is there sector by sector, in every subset")
  func subsets() throws {
    let found = try Self.outcomes { _, file in
      try file.write([UInt8](repeating: 2, count: 4 * Self.sector).span, at: 0)
    }
    let kinds = Set(found.map { Self.sectors($0 ?? []) })
    #expect(kinds.count == 16, "\(kinds.count) of the 16 subsets")
    #expect(kinds.allSatisfy { $0.allSatisfy { $0 == 1 || $0 == 2 } })
  }

  @Test("what a map changed reaches the disk like a write: in any order, or not")
  func mapped() throws {
    let found = try Self.outcomes { _, file in
      let map = try file.map(4 * Self.sector)
      unsafe map.mutableBytes.initializeMemory(as: UInt8.self, repeating: 2)
    }
    #expect(Set(found.map { Self.sectors($0 ?? []) }).count == 16)
  }

  @Test("what was synced is there")
  func synced() throws {
    let found = try Self.outcomes { _, file in
      try file.write([UInt8](repeating: 2, count: 6 * Self.sector).span, at: 0)
      try file.sync()
    }
    #expect(found.allSatisfy { $0 == [UInt8](repeating: 2, count: 6 * Self.sector) })
  }

  @Test("a size that was not synced is the old one, the new one or between, with zeroes where nothing was written")
  func sizes() throws {
    let grown = try Self.outcomes { _, file in
      try file.write([UInt8](repeating: 1, count: 2 * Self.sector).span, at: 4 * Self.sector)
    }
    let sizes = Set(grown.map { $0?.count ?? -1 })
    #expect(sizes.contains(4 * Self.sector) && sizes.contains(6 * Self.sector) && sizes.count > 3)
    #expect(grown.allSatisfy { ($0 ?? []).prefix(4 * Self.sector).allSatisfy { $0 == 1 } })
    let cut = try Self.outcomes { _, file in try file.truncate(Self.sector) }
    let cutSizes = Set(cut.map { $0?.count ?? -1 })
    #expect(cutSizes.contains(4 * Self.sector) && cutSizes.contains(Self.sector))
  }

  @Test("a name is there only when its directory was synced, whatever became of the file")
  func names() throws {
    for (isSynced, expected) in [(false, [true, false]), (true, [true])] as [(Bool, Set<Bool>)] {
      let found = try (0..<100).map { seed in
        let storage = try Self.storage(UInt64(seed))
        let file = try storage.open("d/0.log", create: true)
        try file.write([1, 2, 3].span, at: 0)
        try file.sync()
        if isSynced { try storage.syncDirectory("d") }
        storage.crash(.powerLost)
        storage.restart()
        return storage.exists("d/0.log")
      }
      #expect(Set(found) == expected)
    }
  }

  @Test("a file that was replaced is the old one or the new one, whole, and names change one by one")
  func renames() throws {
    var seen: Set<String> = []
    for seed in 0..<200 as Range<UInt64> {
      let storage = try Self.storage(seed)
      _ = try Self.file(storage, sectors: 1)
      try storage.replace("d/0.log", with: [7, 7].span)
      try storage.replace("d/1.log", with: [8].span)
      storage.crash(.powerLost)
      storage.restart()
      let first = try storage.contents("d/0.log")
      #expect(first == [7, 7] || first == [UInt8](repeating: 1, count: Self.sector))
      seen.insert("\(first.count) \(storage.exists("d/1.log"))")
    }
    #expect(seen == ["2 true", "2 false", "512 true", "512 false"])
  }

  @Test("a removal that was not synced may come back")
  func removals() throws {
    let found = try Self.outcomes(50) { storage, _ in try storage.remove("d/0.log") }
    #expect(Set(found.map { $0 == nil }) == [true, false])
    let synced = try Self.outcomes(50) { storage, _ in
      try storage.remove("d/0.log")
      try storage.syncDirectory("d")
    }
    #expect(synced.allSatisfy { $0 == nil })
  }

  @Test("a directory that is made again has nothing of the one that was removed")
  func madeAgain() throws {
    for seed in UInt64(0)..<50 {
      let storage = try Self.storage(seed)
      _ = try Self.file(storage)
      try storage.remove("d/0.log")
      try storage.removeDirectory("d")
      try storage.syncDirectory("")
      try storage.makeDirectory("d")
      try storage.syncDirectory("")
      storage.crash(.powerLost)
      storage.restart()
      #expect(storage.exists("d") && !storage.exists("d/0.log"), "seed \(seed)")
    }
  }

  @Test("a killed process leaves what it wrote, and its remains change nothing more")
  func killed() throws {
    let storage = try Self.storage(1)
    let file = try Self.file(storage)
    let map = try file.map(4 * Self.sector)
    unsafe map.mutableBytes.initializeMemory(as: UInt8.self, repeating: 2)
    storage.crash(.killed)
    unsafe map.mutableBytes.initializeMemory(as: UInt8.self, repeating: 3)
    #expect(throws: StorageFailure.self) { try file.write([9].span, at: 0) }
    storage.restart()
    #expect(throws: StorageFailure.self) { try file.sync() }
    #expect(try storage.contents("d/0.log") == [UInt8](repeating: 2, count: 4 * Self.sector))
  }

  @Test("a sync that lies fails, later ones succeed, and what it lost comes back only when it is written again")
  func lies() throws {
    for isWrittenAgain in [false, true] {
      let two = [UInt8](repeating: 2, count: 4 * Self.sector)
      let found = try Self.outcomes(60) { storage, file in
        try file.write(two.span, at: 0)
        storage.armed = ArmedFault(fault: .lying, after: 0)
        #expect(throws: StorageFailure(.sync, "d/0.log", code: 5)) { try file.sync() }
        #expect(try file.read(at: 0, count: two.count) == two)
        if isWrittenAgain { try file.write(two.span, at: 0) }
        try file.sync()
      }
      let isWhole = found.map { $0 == two }
      #expect(isWhole.contains(false) != isWrittenAgain)
    }
  }

  @Test("a full disk refuses what does not fit, and takes it when there is room")
  func full() throws {
    let storage = try Self.storage(1)
    let file = try Self.file(storage)
    storage.capacity = 5 * Self.sector
    #expect(throws: StorageFailure(.write, "d/0.log", code: 28)) {
      try file.write([UInt8](repeating: 2, count: 2 * Self.sector).span, at: 4 * Self.sector)
    }
    try file.write([UInt8](repeating: 2, count: Self.sector).span, at: 4 * Self.sector)
    #expect(throws: StorageFailure(.reserve, "d/0.log", code: 28)) {
      try file.reserve(4 * Self.sector..<6 * Self.sector)
    }
    storage.capacity = .max
    try file.reserve(4 * Self.sector..<6 * Self.sector)
  }

  @Test("a fault strikes the call it was armed for, once", arguments: SimulatedFault.allCases)
  func faults(fault: SimulatedFault) throws {
    let storage = try Self.storage(3)
    let file = try Self.file(storage)
    storage.armed = ArmedFault(fault: fault, after: 2)
    var failed = 0
    for _ in 0..<3 {
      do throws(StorageFailure) {
        try file.write([5].span, at: 0)
        _ = try file.read(at: 0, count: 10)
        _ = try file.map(10)
        try file.sync()
        try file.reserve(0..<4 * Self.sector)
      } catch { failed += 1 }
      if storage.isDown { break }
    }
    #expect(storage.armed == nil && storage.faultsMet == 1)
    #expect(failed == (fault == .slow || fault == .misread ? 0 : 1))
    #expect(storage.isDown == (fault == .powerLost || fault == .killed))
  }
}

extension MappedRange {
  /// The bytes, to be stored to as a log does.
  fileprivate var mutableBytes: UnsafeMutableRawBufferPointer {
    let bytes = span(from: 0, count: count)
    // The range was made from memory that may be written.
    return unsafe bytes.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(mutating: $0) }
  }
}
