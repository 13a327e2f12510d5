import StrataEngine

/// A command line's words, sorted into options, flags and the rest, by what a command declares (SPEC §10.1).
///
/// `--name value` and `--name=value` are the same. `--` ends the options. An option takes the next word whatever it is,
/// unless that begins with `--`: a forgotten value must not swallow an option.
struct GivenWords: Hashable {
  /// Each with its values, in order; more than one only where the declaration lets it be repeated.
  var options: [String: [String]] = [:]
  var flags: Set<String> = []
  /// What is neither, in order.
  var words: [String] = []

  init(_ line: [String], _ declarations: [Declaration]) throws(CommandError) {
    let named = declarations.filter { $0.form == .flag || $0.form == .option }
    var at = 0
    while at < line.count {
      let word = line[at]
      at += 1
      if word == "--" {
        words += line[at...]
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        words.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let spelling = String(parts[0])
      guard let declaration = named.first(where: { "--\($0.name)" == spelling }) else {
        throw Self.unknown(spelling, named)
      }
      if declaration.form == .flag {
        guard parts.count == 1 else { throw .usage("\(spelling) takes no value") }
        flags.insert(declaration.name)
        continue
      }
      guard declaration.isRepeatable || options[declaration.name] == nil else {
        throw .usage("\(spelling) is given twice")
      }
      if parts.count == 2 {
        options[declaration.name, default: []].append(String(parts[1]))
      } else if at < line.count, !line[at].hasPrefix("--") {
        options[declaration.name, default: []].append(line[at])
        at += 1
      } else {
        throw .usage("\(spelling) needs a value", advice: "write \(declaration.spelling): \(declaration.help)")
      }
    }
  }

  private static func unknown(_ spelling: String, _ named: [Declaration]) -> CommandError {
    let candidates = named.filter { !$0.isHidden }.map { "--\($0.name)" } + ["--help"]
    let near = nearest(to: spelling, among: candidates).map { "did you mean \($0)?" }
    return .usage("there is no option \(spelling)", advice: near)
  }
}
