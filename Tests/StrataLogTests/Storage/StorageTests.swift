import Testing

@testable import StrataLog

/// SPEC §5.4: both storages keep one contract.
@Suite struct StorageTests {
  @Test("a file is written, read, cut and grown; what it grows by is zero", arguments: Place.Kind.allCases)
  func file(kind: Place.Kind) throws {
    let place = try Place(kind)
    try place.storage.makeDirectory(place.directory)
    let file = try place.storage.open(place.path("f"), create: true)
    try file.write([1, 2, 3, 4], at: 2)
    #expect(try file.read(at: 0, count: 100) == [0, 0, 1, 2, 3, 4])
    try file.truncate(4)
    try file.truncate(6)
    try file.reserve(0..<9)
    #expect(try file.read(at: 1, count: 100) == [0, 1, 2, 0, 0])
    #expect(try file.size() == 6)
    #expect(try file.read(at: 6, count: 1) == [])
    try file.write([], at: 50)
    #expect(try file.size() == 6)
  }

  @Test("a map and the file are one, past its end too once it has grown", arguments: Place.Kind.allCases)
  func map(kind: Place.Kind) throws {
    let place = try Place(kind)
    try place.storage.makeDirectory(place.directory)
    let file = try place.storage.open(place.path("f"), create: true)
    let map = try file.map(1 << 20)
    try file.truncate(200_000)
    try file.write(([7, 8] as [UInt8]).span, at: 100_000)
    #expect([UInt8](copying: map.span(from: 99_999, count: 4)) == [0, 7, 8, 0])
    let nine: [UInt8] = [9]
    map.put(nine.span, at: 100_001)
    #expect(try file.read(at: 100_000, count: 2) == [7, 9])
    try place.storage.remove(place.path("f"))
    #expect([UInt8](copying: map.span(from: 100_000, count: 2)) == [7, 9])
  }

  @Test("names come, go and are replaced; a file outlives its handles", arguments: Place.Kind.allCases)
  func names(kind: Place.Kind) throws {
    let place = try Place(kind)
    try place.storage.makeDirectory(place.directory)
    try place.storage.makeDirectory(place.directory)
    try place.write("a", [1])
    let two: [UInt8] = [2]
    try place.storage.replace(place.path("b"), with: two.span)
    try place.storage.rename(place.path("a"), to: place.path("b"))
    #expect(try place.names() == ["b"])
    #expect(try place.bytes("b") == [1])
    #expect(throws: StorageFailure(.open, place.path("a"), code: Errno.missing)) {
      try place.storage.open(place.path("a"), create: false)
    }
    try place.storage.makeDirectory(place.path("inner"))
    #expect(place.storage.exists(place.path("inner")))
    #expect(throws: StorageFailure.self) { try place.storage.remove(place.path("a")) }
    try place.storage.removeDirectory(place.path("inner"))
    #expect(throws: StorageFailure.self) { try place.storage.removeDirectory(place.directory) }
    #expect(throws: StorageFailure.self) { try place.storage.list(place.path("none")) }
  }

  @Test("a directory is held by one at a time, in one process too", arguments: Place.Kind.allCases)
  func lock(kind: Place.Kind) throws {
    let place = try Place(kind)
    try place.storage.makeDirectory(place.directory)
    let held = try place.storage.lock(directory: place.directory)
    let refused = #expect(throws: StorageFailure.self) { try place.storage.lock(directory: place.directory) }
    #expect(refused?.isInUse == true)
    #expect(refused.map { "\($0)".contains("in use") } == true)
    held.release()
    held.release()
    let again = try place.storage.lock(directory: place.directory)
    #expect(throws: StorageFailure.self) { try place.storage.lock(directory: place.directory) }
    withExtendedLifetime(again) {}
    _ = consume again
    #expect(throws: Never.self) { try place.storage.lock(directory: place.directory).release() }
  }

  @Test("memory of a given size is full as a disk is, and has room again when files go")
  func full() throws {
    let storage = MemoryStorage(capacity: 1000)
    try storage.makeDirectory("d")
    let file = try storage.open("d/f", create: true)
    try file.reserve(0..<900)
    let failure = #expect(throws: StorageFailure.self) { try storage.open("d/g", create: true).reserve(0..<101) }
    #expect(failure?.isFull == true)
    try file.write([UInt8](repeating: 1, count: 100).span, at: 0)
    try file.truncate(100)
    try storage.open("d/g", create: true).reserve(0..<900)
  }

  @Test(
    "a failure says call, path, the system's words and what to do",
    arguments: [
      (StorageFailure(.reserve, "d/f", code: 28), ["reserve of d/f", "No space left", "make room"]),
      (StorageFailure(.open, "d/f", code: 2), ["open of d/f", "No such file", "check the path"]),
      (StorageFailure(.sync, "d/f", code: 5), ["sync of d/f", "Input/output", "check the disk"]),
    ])
  func words(failure: StorageFailure, words: [String]) {
    for word in words { #expect(failure.description.contains(word), "\(failure)") }
  }

  @Test("what the system refuses comes back with its number")
  func refused() throws {
    let place = try Place(.disk)
    #expect(throws: StorageFailure(.directory, place.path("a/b"), code: Errno.missing)) {
      try place.storage.makeDirectory(place.path("a/b"))
    }
    #expect(throws: StorageFailure(.lock, place.path("none"), code: Errno.missing)) {
      try place.storage.lock(directory: place.path("none"))
    }
  }
}
