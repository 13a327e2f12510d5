/// `strata serve` of this very program, which carries the demo's records on the demo's own log (SPEC §10.4): a process
/// of its own, that can be killed and comes back at the same address.
final class DemoBroker {
  private let executable: String
  private let directory: DemoDirectory
  private var process: ChildProcess?
  /// Where it is reached: a port of this machine that was free.
  private(set) var address = Endpoint(host: "127.0.0.1", port: 0)
  /// How often it was killed.
  private(set) var kills = 0

  /// Starts it and waits until it answers.
  init(_ directory: DemoDirectory) throws {
    guard let executable = Files.executable else {
      throw CommandError.failed(
        "this system does not say where the program lies", advice: "play it --transport in-process")
    }
    self.executable = executable
    self.directory = directory
    Files.remove(directory.brokerLog)
    try start()
  }

  /// Kills it as a crash would, and starts it again.
  func crash() throws {
    process?.kill()
    guard process?.wait() == .killed(signal: ChildProcess.killSignal) else { throw failure("ended on its own") }
    kills += 1
    try start()
  }

  /// Ends it in good order; its log is whole and nobody's then.
  func stop() throws {
    process?.kill(ChildProcess.endSignal)
    guard process?.wait() == .exited(0) else { throw failure("did not end as it was asked to") }
    process = nil
  }

  private func start() throws {
    let line = [
      "serve", "--listen", address.argument, "--data", directory.log, "--while-input-lasts",
    ]
    let process = try ChildProcess(executable, line, errors: directory.brokerLog)
    self.process = process
    guard let ready = try process.output.line(), let address = Self.address(String(decoding: ready, as: UTF8.self))
    else {
      throw failure("did not start")
    }
    self.address = address
  }

  /// The address in the line by which a broker says that it is ready; nil in another line.
  static func address(_ line: String) -> Endpoint? {
    let words = line.split(separator: " ")
    guard words.count >= 2, words[0] == "ready" else { return nil }
    return Endpoint(argument: String(words[1]))
  }

  private func failure(_ what: String) -> CommandError {
    let words = (try? Files.lines(directory.brokerLog))?.suffix(3) ?? []
    return .failed("the demo's broker \(what)", advice: words.isEmpty ? nil : words.joined(separator: "\n  "))
  }
}
