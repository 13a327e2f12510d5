import Synchronization

/// Bytes on their way to a reader, gathered so that a line costs no system call.
///
/// Safe from any task. What is gathered goes out when 64 KiB are together, at ``flush()``, or at once for a terminal.
final class Output: Sendable {
  /// Nobody reads the other end any more.
  struct ReaderGone: Error {}

  private let sink: @Sendable ([UInt8]) throws -> Void
  private let gathered = Mutex<[UInt8]>([])
  private let isEager: Bool

  /// Goes to `sink`, line by line if `eager`.
  init(eager: Bool = false, _ sink: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.sink = sink
    isEager = eager
  }

  /// Adds bytes.
  func write(_ bytes: some Sequence<UInt8>) throws {
    try gathered.withLock { gathered in
      gathered.append(contentsOf: bytes)
      if isEager || gathered.count >= 1 << 16 { try drain(&gathered) }
    }
  }

  /// Adds text as UTF-8.
  func write(_ text: String) throws { try write(text.utf8) }

  /// Adds text and ends the line.
  func line(_ text: String) throws { try write(text + "\n") }

  /// Sends what is gathered.
  func flush() throws { try gathered.withLock { try drain(&$0) } }

  private func drain(_ gathered: inout [UInt8]) throws {
    guard !gathered.isEmpty else { return }
    let bytes = gathered
    gathered.removeAll(keepingCapacity: true)
    try sink(bytes)
  }
}

/// What a command talks to: where its answer goes, where its complaints go, where its input comes from.
struct Console: Sendable {
  var out: Output
  var err: Output
  /// Opens the input; called once.
  var input: @Sendable () -> ByteInput
  /// Columns of the terminal that ``err`` is shown on; nil where nobody watches.
  var terminalColumns: Int?

  /// Says what went wrong, whoever listens.
  func complain(_ message: String) {
    // An answer half written comes before the complaint about it; a reader that is gone hears neither.
    try? out.flush()
    try? err.write("strata: \(message)\n")
    try? err.flush()
  }
}
