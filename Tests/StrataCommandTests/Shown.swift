import Synchronization

@testable import StrataCommand

/// What a run of the tool printed and how it ended.
struct Shown {
  /// Collects what is printed.
  final class Paper: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    var output: Output { Output(eager: true) { more in self.bytes.withLock { $0 += more } } }
  }

  var status: Outcome
  var out: String
  var err: String

  /// A console over memory.
  static func console(input: String) -> (console: Console, out: Paper, err: Paper) {
    let (out, err) = (Paper(), Paper())
    let console = Console(
      out: out.output, err: err.output, input: { ByteInput(name: "standard input", bytes: Array(input.utf8)) },
      terminalColumns: nil)
    return (console, out, err)
  }

  /// Runs the words of a command line with this input.
  static func run(_ line: [String], input: String = "", with tool: Tool = .standard) async -> Shown {
    let (console, out, err) = console(input: input)
    let status = await tool.run(line, console)
    return Shown(status: status, out: out.text, err: err.text)
  }
}

/// A directory of a test's own, removed with everything in it when the test lets go of it.
final class TemporaryDirectory {
  let path: String

  init() throws { path = try Files.makeTemporaryDirectory("test") }

  deinit { Files.remove(path) }

  /// Writes a file into it and answers its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let file = Files.path(path, name)
    let descriptor = try Posix.create(file)
    defer { Posix.close(descriptor) }
    try Posix.write(Array(text.utf8), to: descriptor)
    return file
  }
}
