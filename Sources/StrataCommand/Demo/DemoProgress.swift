/// How far the demo is, at one moment.
struct DemoProgress: Hashable, Sendable {
  /// Steps of the airline's plan that its database holds.
  var steps = 0
  var totalSteps = 0
  /// Where the plan's clock is.
  var minute: Minute?
  /// Changes captured since the databases were made, as far as the relay has looked.
  var changes: Int64 = 0
  /// Captured and not published yet.
  var unpublished: Int64 = 0
  /// Records this process sent.
  var published = 0
  /// Records this process applied.
  var applied = 0
  /// Published and not applied yet.
  var unapplied: Int64 = 0
  var seconds = 0.0

  /// Changes that are in the airline's database and not yet in the board's.
  var lag: Int64 { unpublished + unapplied }

  /// Whether anything was written, sent or applied since.
  func isBeyond(_ earlier: Self) -> Bool {
    steps != earlier.steps || published != earlier.published || applied != earlier.applied
  }

  /// As one line of words that another process reads.
  var line: String {
    "progress \(steps) \(totalSteps) \(minute?.value ?? 0) \(changes) \(unpublished) "
      + "\(published) \(applied) \(unapplied) \(seconds)"
  }

  init() {}

  /// From ``line``; nil for other lines.
  init?(line: String) {
    let words = line.split(separator: " ")
    guard words.count == 10, words[0] == "progress" else { return nil }
    let numbers = words[1...8].compactMap { Int64($0) }
    guard numbers.count == 8, let seconds = Double(words[9]) else { return nil }
    steps = Int(numbers[0])
    totalSteps = Int(numbers[1])
    minute = numbers[2] == 0 ? nil : Minute(Int(numbers[2]))
    changes = numbers[3]
    unpublished = numbers[4]
    published = Int(numbers[5])
    applied = Int(numbers[6])
    unapplied = numbers[7]
    self.seconds = seconds
  }
}
