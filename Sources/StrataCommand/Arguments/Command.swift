/// One thing `strata` does (SPEC §10.1).
protocol Command: Sendable {
  /// The words that call it, as `topics create`.
  static var name: String { get }
  /// One line, without a full stop.
  static var summary: String { get }
  /// What help says below the options; empty for nothing.
  static var discussion: String { get }
  /// Asks for everything the command takes, whether it is there or not.
  init(_ arguments: inout Arguments) throws(CommandError)
  /// Does it. An error thrown is printed and ends the process with ``Outcome/failed``.
  func run(_ console: Console) async throws -> Outcome
}

extension Command {
  static var discussion: String { "" }

  /// Everything the command takes.
  static var declarations: [Declaration] {
    var arguments = Arguments()
    // Without words nothing can be wrong with them.
    _ = try? Self(&arguments)
    return arguments.declarations
  }

  /// The command as these words ask for it.
  static func parse(_ line: [String]) throws(CommandError) -> Self {
    var arguments = Arguments(try GivenWords(line, declarations))
    let command = try Self(&arguments)
    try arguments.finish()
    return command
  }
}
