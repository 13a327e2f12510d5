/// Draws ``DemoProgress``: a bar that is drawn over on a terminal, a line now and then elsewhere.
struct ProgressBar {
  private let console: Console
  private var last = DemoProgress()
  private var rate = 0.0
  private var lineDue = 0.0
  private var isDrawn = false

  init(_ console: Console) { self.console = console }

  /// Shows where the work is; called about ten times a second.
  mutating func show(_ progress: DemoProgress, note: String = "") throws {
    let elapsed = progress.seconds - last.seconds
    if elapsed > 0.05 {
      // Smoothed over about half a second: a figure that can be read.
      let now = Double(max(0, progress.applied - last.applied)) / elapsed
      rate += (now - rate) * min(1, elapsed * 2)
      last = progress
    }
    if let columns = console.terminalColumns {
      isDrawn = true
      try console.err.write("\r" + Self.line(progress, rate: rate, note: note, columns: columns) + "\u{1b}[K")
    } else if progress.seconds >= lineDue {
      lineDue = progress.seconds + 2
      try console.err.line(Self.line(progress, rate: rate, note: note, columns: nil))
    }
  }

  /// Leaves the bar as it is and goes on below it.
  mutating func end() throws {
    if isDrawn { try console.err.line("") }
    isDrawn = false
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
