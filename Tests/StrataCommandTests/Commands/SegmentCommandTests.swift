import StrataLog
import Testing

@testable import StrataCommand

/// SPEC §10.1, over logs that the log itself wrote.
@Suite struct SegmentCommandTests {
  /// A log of three batches in two segments, closed, or as a killed process leaves it; the paths of its directory's
  /// segments.
  static func log(
    in directory: TemporaryDirectory, codec: Codec = .none, closed: Bool = true
  ) throws -> [String] {
    var settings = LogSettings()
    settings.segmentBytes = 400
    settings.indexIntervalBytes = 0
    let path = directory.path + "/t-0"
    let log = try Log.open(directory: path, storage: DiskStorage(), time: SystemTime(), settings: settings)
    var builder = try BatchBuilder(codec: codec)
    for batch in 0..<3 {
      builder.reset()
      for index in 0..<4 {
        let value = index == 3 ? nil : Array("value \(batch).\(index) é".utf8)
        try builder.add(
          key: [0xff, UInt8(index)], value: value, headers: [.init("h", Array("x".utf8)), .init("n", nil)],
          timestamp: Timestamp(milliseconds: 1_359_609_300_000 + Int64(batch)))
      }
      _ = try log.append(builder.finish(), durability: .written)
    }
    if closed { try log.close() }
    return try segments(in: path)
  }

  static func flip(_ path: String, at position: Int) throws {
    let descriptor = try Posix.open(path)
    var bytes = try Posix.read(descriptor, from: 0, Files.size(path) ?? 0, name: path)
    Posix.close(descriptor)
    bytes[position] ^= 0x10
    let target = try Posix.create(path)
    defer { Posix.close(target) }
    try Posix.write(bytes, to: target)
  }

  @Test("dump shows batches, records and indexes", arguments: Codec.allCases)
  func dump(codec: Codec) async throws {
    let directory = try TemporaryDirectory()
    let segments = try Self.log(in: directory, codec: codec)
    let shown = await Shown.run(["dump", directory.path])
    #expect(shown.status == .ok, "\(shown.err)")
    for words in [
      "offsets 0-3: 4 records", "offsets 8-11: 4 records",
      ", \(codec == .none ? "not compressed" : "\(codec)"), newest 2013-01-31T05:15:00.002Z", "crc ",
      "0xff01: \"value 2.1 é\"", "0xff03: null  h=\"x\"  n=null",
    ] { #expect(shown.out.contains(words), "\(words) in \(shown.out)") }
    let batches = await Shown.run(["dump", "--batches"] + segments)
    #expect(batches.out.split(separator: "\n").count == segments.count + 3)
    for (suffix, words) in [("index", "offset 7 begins at byte"), ("timeindex", "up to offset ")] {
      var all = ""
      for segment in segments { all += await Shown.run(["dump", segment.dropLast(3) + suffix]).out }
      #expect(all.contains(words), "\(all)")
    }
  }

  @Test("verify passes what is whole and names each flaw: in a batch, in an index, in the order of segments")
  func verify() async throws {
    let directory = try TemporaryDirectory()
    let segments = try Self.log(in: directory)
    try #require(segments.count > 1)
    let whole = await Shown.run(["verify", directory.path])
    #expect(whole.status == .ok, "\(whole.out)")
    #expect(whole.out.contains("ok      t-0: \(segments.count) segments, 3 batches, 12 records"))
    for (path, position, words) in [
      (segments[0], 100, "checksum"), (segments[0], 9, "a batch of length"),
      (segments[1], 3, "offset"), (segments[0].dropLast(3) + "index", 7, "which no batch has"),
      (segments[0].dropLast(3) + "timeindex", 7, "is the latest time"),
    ] as [(String, Int, String)] {
      try Self.flip(path, at: position)
      let shown = await Shown.run(["verify", directory.path])
      #expect(shown.status == .failed, "\(path) \(position)")
      #expect(shown.out.contains("DAMAGED \(path)") && shown.out.contains(words), "\(words): \(shown.out)")
      try Self.flip(path, at: position)
    }
    #expect(await Shown.run(["verify", directory.path]).status == .ok)
  }

  @Test("what a killed process had appended last is shown and counted, though no segment has it yet")
  func undrained() async throws {
    let directory = try TemporaryDirectory()
    _ = try Self.log(in: directory, closed: false)
    let shown = await Shown.run(["dump", directory.path])
    #expect(shown.status == .ok && shown.out.contains("strata.tail: not in a segment yet\n  offsets 8-11: 4 records"))
    #expect(shown.out.contains("\"value 2.1 é\""))
    let verified = await Shown.run(["verify", directory.path])
    #expect(verified.status == .ok, "\(verified.out)")
    #expect(
      verified.out.contains("3 batches, 12 records") && verified.out.contains("next 12, 4 of them not in a segment"))
  }

  @Test("what a broker of Kafka's keeps for itself is shown in words: offsets, groups, markers")
  func words() async throws {
    let directory = try TemporaryDirectory()
    let log = try Log.open(
      directory: directory.path + "/__consumer_offsets-0", storage: DiskStorage(), time: SystemTime())
    var builder = try BatchBuilder()
    // As Apache Kafka 4.3.1 wrote them.
    for (key, value) in [
      (
        "00010002673100066f726465727300000000",
        "000400000000000000050000000001000001a20e53bdf9010010464cc9e2c41a42cdb2e3f60ba0946be9"
      ),
      ("000200026731", "00030008636f6e73756d657200000002ffffffff000001a20e53be9e00000000"),
      ("00010002673100066f726465727300000000", nil), ("000200026731", nil), ("0009", "00"),
    ] as [(String, String?)] {
      try builder.add(key: Self.bytes(key), value: value.map(Self.bytes), timestamp: Timestamp(milliseconds: 1))
    }
    _ = try log.append(builder.finish())
    try log.end(TransactionMarker(producerID: 7, producerEpoch: 0, kind: .commit))
    try log.close()
    let shown = await Shown.run(["dump", directory.path])
    for words in [
      "group g1 in orders-0: next is 5", "group g1: generation 2, 0 members", "group g1 in orders-0: forgotten",
      "group g1: gone", "0x0009: 0x00", "transaction committed",
    ] { #expect(shown.out.contains(words), "\(words) in \(shown.out)") }
  }

  @Test("a snapshot of producers is shown as Kafka wrote it, and a flipped byte is named")
  func snapshot() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/00000000000000000008.snapshot"
    // By Apache Kafka 4.3.1.
    let bytes = Self.bytes(
      "000130d542d6000000020000000000000000000000000002000000000000000200000002000001a20e538a6bffffffffffffffffffffffff"
        + "00000000000000010000000000010000000000000004000000"
        + "01000001a20e539d19ffffffffffffffffffffffff")
    let target = try Posix.create(path)
    try Posix.write(bytes, to: target)
    Posix.close(target)
    let shown = await Shown.run(["dump", path])
    #expect(shown.status == .ok, "\(shown.err)")
    #expect(shown.out.contains("2 producers below offset 8"))
    #expect(shown.out.contains("producer 1 epoch 0, last offsets 3-4, last sequence 1, 2026-11-24T16:11:30.457Z"))
    try Self.flip(path, at: 30)
    let flipped = await Shown.run(["dump", path])
    #expect(flipped.status == .failed && flipped.err.contains("checksum"))
  }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.map { UInt8($0.hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test("what is cut says how large it is", arguments: [("text", "\"te…\" (4 bytes)"), ("te", "\"te\"")])
  func cut(text: String, shown: String) {
    #expect(Printable.text(Array(text.utf8), longest: 2) == shown)
    #expect(Printable.text([0xff, 0, 1], longest: 4) == "0xff00… (3 bytes)")
  }

  @Test("zeros after the last batch are room, anything else is damage")
  func tail() async throws {
    let directory = try TemporaryDirectory()
    let last = try #require(try Self.log(in: directory).last)
    let bytes = try Posix.read(try Posix.open(last), from: 0, Files.size(last) ?? 0, name: last)
    for (rest, status) in [([0, 0, 0], Outcome.ok), ([0, 0, 1], .failed)] as [([UInt8], Outcome)] {
      let target = try Posix.create(last)
      try Posix.write(bytes + [UInt8](repeating: 0, count: 100) + rest, to: target)
      Posix.close(target)
      #expect(await Shown.run(["verify", directory.path]).status == status)
      #expect(await Shown.run(["dump", last]).status == status)
    }
  }

  @Test("mistakes say what to do")
  func mistakes() async throws {
    let directory = try TemporaryDirectory()
    try directory.write("notes.log", "no segment")
    let cases: [(line: [String], said: String, status: Outcome)] = [
      (["verify"], "DIR is missing", .usage),
      (["verify", directory.path + "/none"], "there is no such directory", .failed),
      (["verify", directory.path], "there is no log below it", .failed),
      (["dump"], "PATH is missing", .usage),
      (["dump", directory.path + "/none.log"], "no such file or directory", .failed),
      (["dump", directory.path], "there are no segments below it", .failed),
      (["dump", directory.path + "/notes.log"], "a segment's name is its first offset", .failed),
      (["dump", "--width", "0", "x"], "'0' is not a whole number, 1 or more", .usage),
      (["bench", "append", "--durability", "sync"], "did you mean 'synced'?", .usage),
    ]
    for (line, said, status) in cases {
      let shown = await Shown.run(line)
      #expect(shown.status == status, "\(line)")
      #expect(shown.err.contains(said), "\(line): \(shown.err)")
    }
  }

  @Test("a data directory that another holds is not checked")
  func inUse() async throws {
    let directory = try TemporaryDirectory()
    _ = try Self.log(in: directory)
    let lock = try DiskStorage().lock(directory: directory.path)
    let shown = await Shown.run(["verify", directory.path])
    lock.release()
    #expect(shown.status == .failed)
    #expect(shown.err.contains("in use by another process"))
  }

  @Test("bench prints two lines and leaves nothing", arguments: ["memory", "written", "synced"])
  func bench(level: String) async throws {
    let directory = try TemporaryDirectory()
    let shown = await Shown.run(
      ["bench", "append", "--records", "1001", "--size", "100", "--batch", "10", "--dir", directory.path]
        + ["--durability", level])
    #expect(shown.status == .ok, "\(shown.err)")
    let lines = shown.out.split(separator: "\n")
    #expect(lines.count == 2)
    for (line, what) in zip(lines, ["append", "read"]) {
      #expect(line.wholeMatch(of: /(\w+): [0-9]+ records\/s, [0-9.]+ MB\/s/)?.1 == what[...], "\(line)")
    }
    #expect(try Files.list(directory.path).isEmpty)
  }
}
