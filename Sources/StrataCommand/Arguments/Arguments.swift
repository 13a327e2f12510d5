import StrataEngine

/// What a command takes and what it was given, in one place (SPEC §10.1).
///
/// A command's initialiser asks for each thing by name, type, default and help. Run over nothing it describes the
/// command; run over the words of a command line it yields their values. So what help says is what is parsed.
struct Arguments {
  /// In the order asked for.
  private(set) var declarations: [Declaration] = []
  /// Nil while the command is only described.
  private var given: GivenWords?
  private var places = 0

  /// Describes a command.
  init() {}

  /// Yields the values in these words.
  init(_ given: GivenWords) { self.given = given }

  /// Whether the command is only described: no words are there that could be wrong.
  var isDescription: Bool { given == nil }

  /// `--name`.
  mutating func flag(_ name: String, hidden: Bool = false, _ help: String) -> Bool {
    declarations.append(Declaration(form: .flag, name: name, help: help, isHidden: hidden))
    return given?.flags.contains(name) ?? false
  }

  /// `--name VALUE`, with a default.
  mutating func option<Value: ArgumentValue>(
    _ name: String, _ valueName: String, default fallback: Value, completes: Declaration.Completion = .nothing,
    _ help: String
  ) throws(CommandError) -> Value {
    let found: Value? = try option(name, valueName, completes: completes, help)
    declarations[declarations.count - 1].fallback = fallback.argument
    return found ?? fallback
  }

  /// `--name VALUE`, nil when left out.
  mutating func option<Value: ArgumentValue>(
    _ name: String, _ valueName: String, completes: Declaration.Completion = .nothing, hidden: Bool = false,
    _ help: String
  ) throws(CommandError) -> Value? {
    let completion = Value.choices.isEmpty ? completes : .words(Value.choices)
    declarations.append(
      Declaration(
        form: .option, name: name, valueName: valueName, help: help, completion: completion, isHidden: hidden))
    guard let word = given?.options[name]?.first else { return nil }
    return try value(word, for: "--\(name)")
  }

  /// `--name VALUE`, as often as wanted, in the order given.
  mutating func options<Value: ArgumentValue>(
    _ name: String, _ valueName: String, _ help: String
  ) throws(CommandError) -> [Value] {
    declarations.append(
      Declaration(form: .option, name: name, valueName: valueName, help: help, isRepeatable: true))
    var values: [Value] = []
    for word in given?.options[name] ?? [] { values.append(try value(word, for: "--\(name)")) }
    return values
  }

  /// A word by its place that must be there.
  mutating func positional<Value: ArgumentValue>(
    _ name: String, completes: Declaration.Completion = .nothing, _ help: String
  ) throws(CommandError) -> Value {
    let completion = Value.choices.isEmpty ? completes : .words(Value.choices)
    declarations.append(
      Declaration(form: .positional, name: name, help: help, isRequired: true, completion: completion))
    guard let given else { return .standIn }
    guard places < given.words.count else { throw .usage("\(name) is missing: \(help)") }
    places += 1
    return try value(given.words[places - 1], for: name)
  }

  /// All words that are left; at least `minimum`.
  mutating func rest<Value: ArgumentValue>(
    _ name: String, atLeast minimum: Int = 0, completes: Declaration.Completion = .nothing, _ help: String
  ) throws(CommandError) -> [Value] {
    declarations.append(
      Declaration(form: .rest, name: name, help: help, isRequired: minimum > 0, completion: completes))
    guard let given else { return [] }
    var values: [Value] = []
    while places < given.words.count {
      values.append(try value(given.words[places], for: name))
      places += 1
    }
    guard values.count >= minimum else { throw .usage("\(name) is missing: \(help)") }
    return values
  }

  /// Refuses words that nothing asked for.
  func finish() throws(CommandError) {
    guard let given, places < given.words.count else { return }
    throw .usage("'\(given.words[places])' is one word too many")
  }

  private func value<Value: ArgumentValue>(_ word: String, for what: String) throws(CommandError) -> Value {
    if let value = Value(argument: word) { return value }
    let near = nearest(to: word, among: Value.choices).map { "did you mean '\($0)'?" }
    throw .usage("\(what): '\(word)' is not \(Value.expected)", advice: near)
  }
}
