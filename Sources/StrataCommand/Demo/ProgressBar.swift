import Synchronization

/// Draws ``DemoProgress``: a bar that is drawn over on a terminal, a line now and then elsewhere. Safe from any task.
final class ProgressBar: Sendable {
  private struct State {
    var last = DemoProgress()
    var rate = 0.0
    var lineDue = 0.0
    var isDrawn = false
  }

  private let console: Console
  private let state = Mutex(State())

  init(_ console: Console) { self.console = console }

  /// Shows where the work is; called about ten times a second.
  func show(_ progress: DemoProgress, note: String = "") throws {
    try state.withLock { state in
      let elapsed = progress.seconds - state.last.seconds
      if elapsed > 0.05 {
        // Smoothed over about half a second: a figure that can be read.
        let now = Double(max(0, progress.applied - state.last.applied)) / elapsed
        state.rate += (now - state.rate) * min(1, elapsed * 2)
        state.last = progress
      }
      if let columns = console.terminalColumns {
        state.isDrawn = true
        let line = Self.line(progress, rate: state.rate, note: note, columns: columns)
        try console.err.write("\r" + line + "\u{1b}[K")
      } else if progress.seconds >= state.lineDue {
        state.lineDue = progress.seconds + 2
        try console.err.line(Self.line(progress, rate: state.rate, note: note, columns: nil))
      }
    }
  }

  /// Leaves the bar as it is and goes on below it.
  func end() throws {
    try state.withLock { state in
      if state.isDrawn { try console.err.line("") }
      state.isDrawn = false
    }
  }

  /// The bar in this many columns; without a bar where nobody watches.
  static func line(_ progress: DemoProgress, rate: Double, note: String, columns: Int?) -> String {
    let share = progress.totalSteps > 0 ? Double(progress.steps) / Double(progress.totalSteps) : 0
    let day = progress.minute.map { String($0.description.prefix(10)) } ?? "          "
    var text = "\(Figures.fixed(share * 100, 0))%".padded(to: 5) + day
    text += "  \(Figures.grouped(Int(rate))) applied/s".padded(to: 20)
    text += "  lag \(Figures.grouped(progress.lag)) changes".padded(to: 24)
    if !note.isEmpty { text += "  \(note)" }
    guard let columns else { return text }
    let room = min(30, columns - text.count - 4)
    guard room >= 5 else { return String(text.prefix(max(1, columns - 1))) }
    let full = Int((share * Double(room)).rounded(.down))
    return "[" + String(repeating: "█", count: full) + String(repeating: "░", count: room - full) + "] " + text
  }
}

extension String {
  /// With spaces at its end up to this many characters.
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
