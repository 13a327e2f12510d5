/// `strata-kill`: what `tools/kill` runs and kills (SPEC §5.2).
///
///     strata-kill write DIR SEED [canary]   appends to the logs below DIR until it is killed; of each acknowledged
///                                           append a line "LOG END" on standard output; a canary says it too early
///     strata-kill check DIR END END …       opens the logs; each must hold what was acknowledged, byte by byte
///
/// Whether `check` closes the logs or ends as a killed process does is drawn, so that both are begun from.
let words = Array(CommandLine.arguments.dropFirst())

do {
  switch words.first {
  case "write" where words.count > 2:
    guard let seed = UInt64(words[2]) else { throw KillFailure("\(words[2]) is no seed") }
    try KillWriter(directory: words[1], seed: seed, isCanary: words.dropFirst(3).first == "canary").run()
  case "check" where words.count > 2:
    let acknowledged = try words.dropFirst(2).map { word in
      guard let end = Int64(word) else { throw KillFailure("\(word) is no offset") }
      return end
    }
    Process.say(try KillCheck(directory: words[1], acknowledged: acknowledged).run())
  default: throw KillFailure("usage: strata-kill write DIR SEED [canary] | check DIR END...")
  }
} catch {
  Process.say("FAILED \(error)")
  Process.end(1)
}
