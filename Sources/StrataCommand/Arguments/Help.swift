/// The text that explains a command or the tool, made from what the commands declare (SPEC §10.1).
enum Help {
  static let column = 26
  static let width = 100

  /// One command's help.
  static func text(for command: any Command.Type) -> String {
    let declarations = command.declarations.filter { !$0.isHidden }
    let places = declarations.filter { $0.form == .positional || $0.form == .rest }
    let options = declarations.filter { $0.form == .flag || $0.form == .option }
    var usage = "Usage: strata \(command.name)"
    for place in places { usage += place.isRequired ? " \(place.spelling)" : " [\(place.spelling)]" }
    var text = "\(command.summary)\n\n\(usage) [options]\n"
    if !places.isEmpty { text += "\n" + places.map { entry($0.spelling, $0.help) }.joined() }
    text += "\nOptions:\n"
    for option in options {
      text += entry(option.spelling, option.help + note(option))
    }
    text += entry("--help", "show this")
    if !command.discussion.isEmpty { text += "\n\(command.discussion)\n" }
    return text
  }

  /// The tool's help: every command with its summary.
  static func text(for commands: [any Command.Type]) -> String {
    var text = "strata: an embedded event store and log, and the tools to look into it\n\n"
    text += "Usage: strata COMMAND [options]\n\nCommands:\n"
    for command in commands { text += entry(command.name, command.summary) }
    text += """

      Options:
      \(entry("--help", "show this; of one command: strata COMMAND --help"))\(entry("--version", "show the version"))
      Exit status: 0 done; 1 failed, or what was compared is not equal; 2 the command line is wrong, nothing was done.
      New here? `strata demo` shows everything at work in a few seconds.

      """
    return text
  }

  private static func note(_ declaration: Declaration) -> String {
    var notes: [String] = []
    if case .words(let words) = declaration.completion { notes.append(words.joined(separator: "|")) }
    if declaration.isRepeatable { notes.append("may be repeated") }
    if let fallback = declaration.fallback { notes.append("default: \(fallback)") }
    return notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
  }

  /// `  spelling   text`, the text wrapped in a column of its own.
  private static func entry(_ spelling: String, _ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = String(word)
      } else if lines[lines.count - 1].count + word.count < width - column {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    let margin = String(repeating: " ", count: column)
    let head = "  \(spelling)"
    let first = head.count < column ? head + String(repeating: " ", count: column - head.count) : head + "\n" + margin
    return first + lines.joined(separator: "\n" + margin) + "\n"
  }
}
