import StrataLog

/// What a simulation does and what befalls it, drawn from the seed before it begins.
struct SimulationPlan {
  /// What it is about, in a word or two.
  var title = ""
  /// The faults that may strike calls.
  var faults: [SimulatedFault] = []
  /// One step in so many arms a fault.
  var faultEvery = 6
  /// How many calls an armed fault may wait.
  var reach = 12
  /// Crashes between calls and among stores.
  var crashes: [SimulatedFault] = []
  /// Bytes that fit on the disk at first.
  var capacity = Int.max
  /// Whether bytes change by themselves.
  var damages = false
  var jumpsClock = false
  /// Whether the log makes its directory by itself.
  var makesDirectory = false
  var steps = 60
  var settings = LogSettings()
  /// Times of records rise, but for a little.
  var timesRise = true

  init(_ chance: inout SeededRandom) {
    steps = chance.within(30...110)
    faultEvery = chance.pick([3, 6, 12])
    reach = chance.pick([3, 12, 40])
    jumpsClock = chance.one(in: 4)
    timesRise = !chance.one(in: 3)
    switch chance.below(18) {
    case 0: title = "calm"
    case 1, 2: crash([.killed], &chance)
    case 3, 4, 5, 6: crash([.powerLost], &chance)
    case 7, 8: crash([.powerLost, .killed], &chance)
    case 9: fail([.io, .short, .exhausted, .full], "errors")
    case 10, 15, 16:
      fail([.io, .short, .exhausted, .full], "errors")
      crash([.powerLost, .killed], &chance)
    case 11: fill(&chance)
    case 12:
      fill(&chance)
      crash([.powerLost, .killed], &chance)
    case 13:
      fail([.lying], "lying syncs")
      crash([.powerLost, .killed], &chance)
    case 14:
      fail([.misread], "misreads")
      if chance.one(in: 2) { crash([.powerLost, .killed], &chance) }
    default:
      title = "damage"
      damages = true
      if chance.one(in: 2) { crash([.powerLost, .killed], &chance) }
    }
    if chance.one(in: 3) { faults.append(.slow) }
    makesDirectory = chance.one(in: 8)
    if makesDirectory { title += ", in a new directory" }
    settings = Self.settings(&chance)
  }

  private mutating func fail(_ kinds: [SimulatedFault], _ word: String) {
    title = word
    faults = kinds
  }

  private mutating func fill(_ chance: inout SeededRandom) {
    title = "full disk"
    capacity = chance.within(4...80) << 10
  }

  private mutating func crash(_ kinds: [SimulatedFault], _ chance: inout SeededRandom) {
    title += (title.isEmpty ? "" : ", ") + kinds.map(\.title).joined(separator: " and ")
    crashes = kinds
    if !chance.one(in: 3) { faults += kinds }
  }

  /// Settings of small segments.
  static func settings(_ chance: inout SeededRandom) -> LogSettings {
    var settings = LogSettings()
    settings.segmentBytes = chance.one(in: 3) ? chance.within(1500...3000) : chance.within(3000...16_384)
    settings.indexIntervalBytes = chance.pick([0, 100, 400, 1500, 4096])
    settings.indexBytes = chance.pick([24, 48, 160, 10 << 20, 10 << 20])
    settings.stampsAppendTime = chance.one(in: 8)
    if chance.one(in: 5) { settings.segmentMilliseconds = Int64(chance.within(1...5_000)) }
    if chance.one(in: 4) { settings.retentionBytes = chance.within(0...20_000) }
    settings.retentionMilliseconds = chance.one(in: 5) ? Int64(chance.within(1_000...600_000)) : nil
    return settings
  }
}
