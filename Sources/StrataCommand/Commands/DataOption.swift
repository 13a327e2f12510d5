import StrataEngine
import StrataLog

/// `--dir DIR`: the data directory that a command works on.
struct DataOption {
  let path: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    path = try arguments.option(
      "dir", "DIR", default: "strata-data", completes: .directories, "the data directory")
  }

  /// Opens the engine on a directory that is one. A directory that another process has is the engine's own error.
  func open() throws -> Engine {
    guard Files.isFile(Files.path(path, "meta.properties")) else {
      throw CommandError.failed(
        "\(path) is no data directory",
        advice: "name one with --dir, or make one: strata topics create NAME --dir \(path)")
    }
    return try Engine.open(path)
  }

  /// Opens the engine on a directory that is one or becomes one.
  func openOrMake() throws -> Engine {
    try Files.makeDirectory(path)
    let isEmpty = try Files.list(path).isEmpty
    guard isEmpty || Files.isFile(Files.path(path, "meta.properties")) else {
      throw CommandError.failed("\(path) is there and no data directory", advice: "name another with --dir")
    }
    return try Engine.open(path)
  }
}
