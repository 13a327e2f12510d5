import StrataLog

/// Appends without end, and says of each append that it was acknowledged (level `written`).
struct KillWriter {
  let directory: String
  /// Says that appends were acknowledged before it makes them: a lie that must be found.
  let isCanary: Bool
  private var numbers: Numbers
  private var logs: [Log] = []

  init(directory: String, seed: UInt64, isCanary: Bool) {
    self.directory = directory
    self.isCanary = isCanary
    numbers = Numbers(seed)
  }

  consuming func run() throws {
    for number in 0..<KillContent.logs { logs.append(try open(number)) }
    // In half of the lives somebody syncs without pause.
    if numbers.next() % 2 == 0 {
      let logs = logs
      Task.detached { while true { for log in logs { try? log.sync() } } }
    }
    var builder = try BatchBuilder()
    while true {
      let number = Int.random(in: 0..<KillContent.logs, using: &numbers)
      try append(to: number, &builder)
      switch Int.random(in: 0..<1_000, using: &numbers) {
      case 0..<10: try logs[number].sync()
      case 10..<14: try logs[number].maintain()
      case 14:
        // The log that the other thread may be syncing is closed under it.
        try logs[number].close()
        logs[number] = try open(number)
      default: break
      }
    }
  }

  private func open(_ number: Int) throws -> Log {
    try Log.open(
      directory: KillContent.path(directory, number), storage: DiskStorage(), settings: KillContent.settings)
  }

  private mutating func append(to number: Int, _ builder: inout BatchBuilder) throws {
    let log = logs[number]
    let first = log.endOffset().value
    let end = first + Int64.random(in: 1...20, using: &numbers)
    if isCanary { Process.say("\(number) \(end)") }
    builder.reset()
    for offset in first..<end {
      try builder.add(
        key: nil, value: KillContent.value(number, offset).span, timestamp: Timestamp(milliseconds: offset))
    }
    let appended = try log.append(builder.finish())
    Process.say("\(number) \(appended.lastOffset.value + 1)")
  }
}
