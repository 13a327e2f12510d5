/// One thing a command takes, as it was declared: enough to parse it, to explain it and to complete it.
struct Declaration: Hashable {
  enum Form: Hashable {
    /// `--name`, there or not.
    case flag
    /// `--name VALUE`.
    case option
    /// A word by its place.
    case positional
    /// All words that are left.
    case rest
  }

  /// What a shell offers in this place.
  enum Completion: Hashable {
    case nothing
    case words([String])
    case files
    case directories
  }

  var form: Form
  /// Without dashes, as `key-separator`; of a positional, as `TOPIC`.
  var name: String
  /// What stands for the value in help, as `N`; empty for flags.
  var valueName = ""
  var help: String
  /// Shown in help; nil if there is none.
  var fallback: String?
  var isRequired = false
  /// An option that may be given more than once.
  var isRepeatable = false
  var completion = Completion.nothing
  /// Works, but help and completion leave it out: for the command's own child processes.
  var isHidden = false

  /// How the thing is written, as `--dir DIR` or `TOPIC`.
  var spelling: String {
    switch form {
    case .flag: "--\(name)"
    case .option: "--\(name) \(valueName)"
    case .positional: name
    case .rest: "\(name)..."
    }
  }
}
