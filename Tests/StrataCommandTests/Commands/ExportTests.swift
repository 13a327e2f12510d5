import StrataEngine
import Testing

@testable import StrataCommand

/// SPEC §16.1
@Suite struct ExportTests {
  @Test("a data directory becomes one for Kafka, whose properties name where it lies")
  func exports() async throws {
    let directory = try TemporaryDirectory()
    let (ours, kafkas) = (directory.path + "/ours", directory.path + "/made/kafka ö")
    _ = await Shown.run(["topics", "create", "orders", "--partitions", "3", "--dir", ours])
    _ = await Shown.run(["produce", "orders", "--dir", ours], input: "a\nb\n")
    let shown = await Shown.run(["export", ours, "--to", kafkas])
    #expect(shown.status == .ok, "\(shown.err)")
    #expect(shown.out.contains("exported 1 topics, 3 partitions, ") && shown.out.hasSuffix(" to \(kafkas)\n"))
    let properties = try Files.lines(kafkas + "/server.properties")
    #expect(properties.contains("log.dirs=\(directory.path)/made/kafka \\u00f6/data"), "\(properties)")
    #expect(Files.isFile(kafkas + "/data/__cluster_metadata-0/00000000000000000000.log"))
    let again = await Shown.run(["export", ours, "--to", kafkas])
    #expect(again.status == .failed && again.err.contains("it is not empty"), "\(again.err)")
  }

  @Test("mistakes say what to do")
  func mistakes() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/ours"
    let engine = try Engine.open(path)
    let cases: [(line: [String], said: String, status: Outcome)] = [
      ([path], "--to is missing", .usage),
      (["--to", path + "2"], "DIR is missing", .usage),
      ([directory.path, "--to", path + "2"], "is no data directory", .failed),
      ([path, "--to", path + "2"], "is in use by", .failed),
      ([path, "--to", path + ",2"], "has a comma", .failed),
    ]
    for (line, said, status) in cases {
      let shown = await Shown.run(["export"] + line)
      #expect(shown.status == status && shown.err.contains(said), "\(line): \(shown.err)")
      #expect(!Files.isDirectory(path + "2"))
    }
    try engine.close()
  }
}
