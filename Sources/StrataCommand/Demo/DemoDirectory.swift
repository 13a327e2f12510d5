/// Where the demo's files lie (SPEC §10.4): two applications' databases and the log between them.
struct DemoDirectory: Hashable, Sendable {
  let path: String

  var airline: String { Files.path(path, "airline.db") }
  var board: String { Files.path(path, "board.db") }
  var log: String { Files.path(path, "log") }
  /// What the demo's broker said, where there is one.
  var brokerLog: String { Files.path(path, "broker.log") }
  /// Where zipped data are unpacked while the demo runs.
  var data: String { Files.path(path, "data") }

  /// Whether a demo left its files here.
  var isThere: Bool { Files.isFile(airline) && Files.isFile(board) && Files.isDirectory(log) }
}
