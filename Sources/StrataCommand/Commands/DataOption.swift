import StrataEngine
import StrataLog

/// `--dir DIR`: the data directory that a command works on.
struct DataOption {
  let path: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    path = try arguments.option(
      "dir", "DIR", default: "strata-data", completes: .directories, "the data directory")
  }

  /// A directory that was given otherwise.
  init(path: String) { self.path = path }

  /// Opens the engine on a directory that is one.
  func open() throws -> Engine {
    guard Files.isFile(Files.path(path, "meta.properties")) else {
      throw CommandError.failed(
        "\(path) is no data directory",
        advice: "name one with --dir, or make one: strata topics create NAME --dir \(path)")
    }
    return try take(.init())
  }

  /// Opens the engine on a directory that is one or becomes one.
  func openOrMake(_ settings: EngineSettings = .init()) throws -> Engine {
    try Files.makeDirectory(path)
    let isEmpty = try Files.list(path).isEmpty
    guard isEmpty || Files.isFile(Files.path(path, "meta.properties")) else {
      throw CommandError.failed("\(path) is there and no data directory", advice: "name another with --dir")
    }
    return try take(settings)
  }

  /// A directory that another process has is refused with the name of that process.
  private func take(_ settings: EngineSettings) throws -> Engine {
    do throws(EngineError) {
      return try Engine.open(path, settings: settings)
    } catch {
      guard case .inUse = error, let holder = Holders.holder(ofLock: Files.path(path, ".lock")) else { throw error }
      throw CommandError.failed("\(path) is in use by \(holder)", advice: "stop that one, or name another directory")
    }
  }
}
