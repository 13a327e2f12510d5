/// Scripts that teach a shell the commands and options of `strata`, made from what the commands declare (SPEC §10.1).
enum Shell: String, ArgumentChoice {
  case bash
  case zsh
  case fish

  /// The script for this shell.
  func script(for commands: [any Command.Type]) -> String {
    switch self {
    case .bash: bashScript(commands)
    // zsh runs bash's script through its own compatibility layer, so that there is one script to keep right.
    case .zsh: "#compdef strata\nautoload -U +X bashcompinit && bashcompinit\n\n" + bashScript(commands)
    case .fish: fishScript(commands)
    }
  }
}

private func bashScript(_ commands: [any Command.Type]) -> String {
  var values = ""
  var options = ""
  for command in commands {
    let declarations = command.declarations.filter { !$0.isHidden }
    for option in declarations where option.form == .option {
      guard let offer = bashOffer(option.completion) else { continue }
      values += "    '\(command.name) --\(option.name)') \(offer); return ;;\n"
    }
    let names = declarations.filter { $0.form == .flag || $0.form == .option }.map { "--\($0.name)" } + ["--help"]
    let place = declarations.first { $0.form == .positional || $0.form == .rest }
    let other = place.flatMap { bashOffer($0.completion) } ?? ":"
    options += """
          '\(command.name)')
            if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '\(names.joined(separator: " "))' -- "$word"))
            else \(other); fi ;;

      """
  }
  let firsts = firstWords(commands)
  let groups = firsts.filter { !secondWords(commands, after: $0).isEmpty }.joined(separator: "|")
  var seconds = ""
  for first in firsts {
    let next = secondWords(commands, after: first)
    guard !next.isEmpty else { continue }
    seconds += "    '\(first)') COMPREPLY=($(compgen -W '\(next.joined(separator: " "))' -- \"$word\")); return ;;\n"
  }
  return """
    _strata() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
      COMPREPLY=()
      if (( COMP_CWORD == 1 )); then
        COMPREPLY=($(compgen -W '\(firsts.joined(separator: " ")) --help --version' -- "$word")); return
      fi
      if (( COMP_CWORD == 2 )); then case $command in
    \(seconds)    *) ;;
      esac; fi
      case $command in \(groups.isEmpty ? "''" : groups)) command+=" ${COMP_WORDS[2]}" ;; esac
      case "$command $before" in
    \(values)    *) ;;
      esac
      case $command in
    \(options)  esac
    }
    complete -F _strata strata

    """
}

private func bashOffer(_ completion: Declaration.Completion) -> String? {
  switch completion {
  case .nothing: nil
  case .words(let words): "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$word\"))"
  case .files: "COMPREPLY=($(compgen -f -- \"$word\"))"
  case .directories: "COMPREPLY=($(compgen -d -- \"$word\"))"
  }
}

private func fishScript(_ commands: [any Command.Type]) -> String {
  var text = "complete -c strata -f\ncomplete -c strata -n __fish_use_subcommand -l version -d 'show the version'\n"
  for first in firstWords(commands) {
    let summary = commands.first { $0.name == first }?.summary ?? ""
    text += "complete -c strata -n __fish_use_subcommand -a '\(first)' -d '\(quoted(summary))'\n"
    for second in secondWords(commands, after: first) {
      text += "complete -c strata -n '__fish_seen_subcommand_from \(first)' -a '\(second)'\n"
    }
  }
  for command in commands {
    let seen = command.name.split(separator: " ").map { "__fish_seen_subcommand_from \($0)" }.joined(
      separator: "; and ")
    for declaration in command.declarations where !declaration.isHidden {
      var line = "complete -c strata -n '\(seen)'"
      switch declaration.form {
      case .flag: line += " -l \(declaration.name)"
      case .option: line += " -l \(declaration.name) -r"
      case .positional, .rest: break
      }
      switch declaration.completion {
      case .nothing: if declaration.form == .positional || declaration.form == .rest { continue }
      case .words(let words): line += " -a '\(words.joined(separator: " "))'"
      case .files: line += " -F"
      case .directories: line += " -a '(__fish_complete_directories)'"
      }
      text += line + " -d '\(quoted(declaration.help))'\n"
    }
  }
  return text
}

private func firstWords(_ commands: [any Command.Type]) -> [String] {
  var words: [String] = []
  for command in commands {
    let first = String(command.name.prefix { $0 != " " })
    if !words.contains(first) { words.append(first) }
  }
  return words
}

private func secondWords(_ commands: [any Command.Type], after first: String) -> [String] {
  commands.filter { $0.name.hasPrefix(first + " ") }.map { String($0.name.dropFirst(first.count + 1)) }
}

private func quoted(_ text: String) -> String {
  text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
}
