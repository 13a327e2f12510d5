/// `strata completion SHELL`: prints a script for a shell to read (SPEC §10.1).
struct Completions: Command {
  static let name = "completion"
  static let summary = "Print the completion script of a shell"
  static let discussion = """
    bash:  source <(strata completion bash)
    zsh:   source <(strata completion zsh)
    fish:  strata completion fish | source
    """

  let shell: Shell

  init(_ arguments: inout Arguments) throws(CommandError) {
    shell = try arguments.positional("SHELL", "bash, zsh or fish")
  }

  func run(_ console: Console) async throws -> Outcome {
    try console.out.write(shell.script(for: Tool.standard.commands))
    return .ok
  }
}
