import StrataEngine

/// The command line's front door: finds the command, runs it, turns errors into words and a status (SPEC §10).
struct Tool {
  static let version = "0.1.0"

  let commands: [any Command.Type]

  /// Runs what `line`, without the program's own name, asks for.
  func run(_ line: [String], _ console: Console) async -> Outcome {
    do {
      return try await dispatch(line, console)
    } catch is Output.ReaderGone {
      // Whoever read our output has seen enough, as `head` does: that is no failure.
      return .ok
    } catch let error as CommandError {
      console.complain("\(error)")
      return error.kind == .usage ? .usage : .failed
    } catch is CancellationError {
      console.complain("interrupted")
      return .failed
    } catch {
      console.complain("\(error)")
      return .failed
    }
  }

  private func dispatch(_ line: [String], _ console: Console) async throws -> Outcome {
    guard let first = line.first, first != "--help", first != "-h", first != "help" || line.count > 1 else {
      try console.out.write(Help.text(for: commands))
      try console.out.flush()
      return line.isEmpty ? .usage : .ok
    }
    if first == "--version" {
      try console.out.line("strata \(Self.version)")
      try console.out.flush()
      return .ok
    }
    let words = first == "help" ? Array(line.dropFirst()) + ["--help"] : line
    let group = group(words[0])
    if !group.isEmpty, words.count == 2, words[1] == "--help" || words[1] == "-h" {
      try console.out.write(Help.text(for: group))
      try console.out.flush()
      return .ok
    }
    let (command, rest) = try find(words)
    if let end = rest.firstIndex(where: { $0 == "--help" || $0 == "-h" || $0 == "--" }), rest[end] != "--" {
      try console.out.write(Help.text(for: command))
      try console.out.flush()
      return .ok
    }
    let parsed: any Command
    do {
      parsed = try command.parse(rest)
    } catch {
      let help = "see `strata \(command.name) --help`"
      throw CommandError(kind: .usage, message: error.message, advice: error.advice.map { "\($0)\n  \(help)" } ?? help)
    }
    let status = try await parsed.run(console)
    try console.out.flush()
    return status
  }

  /// The commands of two words that begin with this one.
  private func group(_ word: String) -> [any Command.Type] { commands.filter { $0.name.hasPrefix(word + " ") } }

  /// The command whose words `line` begins with, and the words after them.
  private func find(_ line: [String]) throws(CommandError) -> (command: any Command.Type, rest: [String]) {
    for command in commands {
      let words = command.name.split(separator: " ").map(String.init)
      if line.starts(with: words) { return (command, Array(line.dropFirst(words.count))) }
    }
    let group = group(line[0])
    if !group.isEmpty {
      let names = group.map { String($0.name.dropFirst(line[0].count + 1)) }
      let choice = "write `strata \(line[0]) \(names.joined(separator: "|"))`"
      guard line.count > 1, !line[1].hasPrefix("-") else { throw .usage("\(line[0]) what?", advice: choice) }
      let near = nearest(to: line[1], among: names).map { "did you mean `strata \(line[0]) \($0)`?" }
      throw .usage("there is no command `\(line[0]) \(line[1])`", advice: near ?? choice)
    }
    let names = commands.map { String($0.name.prefix { $0 != " " }) }
    let near = nearest(to: line[0], among: names).map { "did you mean `strata \($0)`?" }
    throw .usage("there is no command '\(line[0])'", advice: near ?? "see `strata --help`")
  }
}
