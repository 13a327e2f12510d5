import StrataLog

/// Apache Kafka's own dump tool, as a judge of files (SPEC §15.4).
struct DumpTool {
  /// A program that runs Kafka's tools by their short names, as `PROGRAM dump-log --files FILE`.
  let program: String

  /// Writes the files below a temporary directory, a directory each seed, and lets the tool read them; its complaints.
  func complaints(about kept: [(seed: UInt64, files: [(name: String, bytes: [UInt8])])]) throws -> [String] {
    let root = try Files.makeTemporaryDirectory("simulate")
    defer { Files.remove(root) }
    let storage = DiskStorage()
    var segments: [String] = []
    var indexes: [String] = []
    var others: [String] = []
    for (seed, files) in kept {
      let directory = Files.path(root, "seed-\(seed)")
      try Files.makeDirectory(directory)
      for (name, bytes) in files {
        let path = Files.path(directory, name)
        let file = try storage.open(path, create: true)
        try file.write(bytes.span, at: 0)
        switch name.split(separator: ".").last {
        case "log": segments.append(path)
        case "index", "timeindex": indexes.append(path)
        default: others.append(path)
        }
      }
    }
    return try run(["--deep-iteration"], segments, isFine)
      + run(["--index-sanity-check"], indexes) { line, _ in
        line.contains("passed sanity check") || line.contains("is empty") || line.hasPrefix("Dumping ")
      }
      + run([], others) { line, file in
        // Of a snapshot whose sum is wrong it prints the exception.
        line.hasPrefix("Dumping ") || line.hasPrefix(file.hasSuffix(".snapshot") ? "producerId: " : "version: 0 ")
      }
  }

  /// What the tool prints about segments without a flaw. Of each but a log's first it says that its first offset
  /// follows -1, of Kafka's own segments too.
  private func isFine(_ line: String, _ file: String) -> Bool {
    if line.contains("isvalid: false") { return false }
    if line.hasPrefix("  -1 is followed by ") { return true }
    return ["| offset:", "baseOffset:", "Dumping ", "Log starting offset:", "Non-consecutive offsets in "]
      .contains { line.hasPrefix($0) }
  }

  private func run(
    _ options: [String], _ files: [String], _ isFine: (_ line: String, _ file: String) -> Bool
  ) throws -> [String] {
    guard !files.isEmpty else { return [] }
    var complaints: [String] = []
    let child = try ChildProcess(program, ["dump-log"] + options + ["--files", files.joined(separator: ",")])
    let output = child.output
    var file = ""
    while let bytes = try output.line() {
      let line = String(decoding: bytes, as: UTF8.self)
      if line.hasPrefix("Dumping ") { file = String(line.dropFirst("Dumping ".count)) }
      if !line.isEmpty, !isFine(line, file) { complaints.append("\(file): \(line)") }
    }
    if child.wait() != .exited(0) { complaints.append("\(program) dump-log: \(child.wait())") }
    return complaints
  }
}
