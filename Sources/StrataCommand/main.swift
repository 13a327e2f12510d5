// glibc gives threads heaps of their own, each keeping what it once held: a demo that plays a year would grow with it.
if CommandLine.arguments.dropFirst().first == Demo.name { Posix.restart(with: "MALLOC_ARENA_MAX", "1") }

Signals.runMain {
  let console = Console(
    out: Output(eager: Posix.isTerminal(1)) { try Posix.write($0, to: 1) },
    err: Output(eager: true) { try Posix.write($0, to: 2) },
    input: { ByteInput(name: "standard input") { try Posix.read(0, $0, name: "standard input") } },
    terminalColumns: Posix.terminalColumns(2))
  return await Tool.standard.run(Array(CommandLine.arguments.dropFirst()), console).rawValue
}
