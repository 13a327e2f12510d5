import Testing

@testable import StrataCommand

/// SPEC §6.6, §10.1
@Suite struct CompactTests {
  @Test("of each key the last record stays, whether or not it is due; other topics are left alone")
  func compacts() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/d"
    let settings = ["cleanup.policy=compact", "internal.segment.bytes=2000"]
    _ = await Shown.run(["topics", "create", "prices", "--dir", path] + settings)
    _ = await Shown.run(["topics", "create", "orders", "--dir", path])
    let lines = (0..<400).map { "key \($0 % 5):value \($0)\n" }.joined()
    for topic in ["prices", "orders"] {
      _ = await Shown.run(
        ["produce", topic, "--dir", path, "--key-separator", ":", "--batch", "10"], input: lines)
    }
    let shown = await Shown.run(["compact", path])
    #expect(shown.status == .ok && shown.err.isEmpty, "\(shown.err)")
    #expect(shown.out.hasPrefix("prices-0: ") && shown.out.contains(" 5 keys, 5 stay, "), "\(shown.out)")
    #expect(shown.out.split(separator: "\n").count == 1)
    let consumed = await Shown.run(["consume", "prices", "--dir", path, "--format", "json"])
    let values = consumed.out.split(separator: "\n")
    #expect(values.count < 80 && values.last?.contains("value 399") == true, "\(values.count)")
    #expect(await Shown.run(["verify", path]).status == .ok)
    let dumped = await Shown.run(["dump", "--batches", path])
    #expect(dumped.out.contains(": 0 records, 61 bytes at 0, not compressed, epoch 0, crc "), "\(dumped.out)")
  }

  @Test("mistakes say what to do")
  func mistakes() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/d"
    _ = await Shown.run(["topics", "create", "orders", "--dir", path])
    #expect(await Shown.run(["compact", path]).out == "no topic has cleanup.policy=compact\n")
    let cases: [(line: [String], said: String, status: Outcome)] = [
      ([], "DIR is missing", .usage),
      ([directory.path], "is no data directory", .failed),
      ([path, "--topic", "nosuch"], "nosuch", .failed),
      ([path, "--topic", "orders"], "orders is not compacted: its cleanup.policy is delete", .failed),
    ]
    for (line, said, status) in cases {
      let shown = await Shown.run(["compact"] + line)
      #expect(shown.status == status && shown.err.contains(said), "\(line): \(shown.err)")
    }
  }
}
