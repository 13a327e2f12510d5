import StrataLog

/// One seed's life of a log over a ``SimulatedStorage`` (SPEC §15.2): random calls, faults and crashes, and after each
/// the question whether the log kept its promises.
final class Simulation: SimulatedLife {
  static let directory = "data/p-0"

  let seed: UInt64
  var chance: SeededRandom
  let plan: SimulationPlan
  let time = SimulatedTime()
  let storage: SimulatedStorage
  var settings: LogSettings
  var model = ModelLog()
  var log: Log?
  /// Whether a sync failed, so that the log must refuse to be written.
  enum Poison { case no, perhaps, yes }
  var poison = Poison.no
  var serial: UInt64 = 0
  /// No more faults.
  private var isEnding = false
  /// Faults met when the present call began.
  var faultsBefore = 0

  init(seed: UInt64, planted: PlantedBug?, pool: SimulatedMemoryPool, recording: Bool) {
    self.seed = seed
    chance = SeededRandom(seed: seed)
    plan = SimulationPlan(&chance)
    settings = plan.settings
    storage = SimulatedStorage(seed: chance.next(), pool: pool, time: time)
    storage.planted = planted
    storage.capacity = plan.capacity
    if recording { storage.story = [] }
  }

  /// Lives the life; throws ``SimulationFailure`` when a promise was broken.
  func run() throws(SimulationFailure) {
    try prepare()
    for _ in 0..<plan.steps { try step() }
    try finish()
    storage.digest.mix(Int(model.end), Int(model.start))
  }

  /// The directory above is there and on disk, as an engine has it.
  private func prepare() throws(SimulationFailure) {
    do throws(StorageFailure) {
      try storage.makeDirectory("data")
      try storage.syncDirectory("")
      // An engine makes the partition's directory; by itself the log does.
      if !plan.makesDirectory {
        try storage.makeDirectory(Self.directory)
        try storage.syncDirectory("data")
      }
    } catch { throw failure("preparing failed: \(error)") }
    try open(after: .closed)
  }

  private func step() throws(SimulationFailure) {
    if storage.armed == nil || storage.armed?.kind != nil, chance.one(in: plan.faultEvery) { arm(plan.reach) }
    if plan.jumpsClock, chance.one(in: 20) { time.advance(Int64(chance.within(-4_000_000...4_000_000))) }
    if plan.capacity < .max, chance.one(in: 12) { changeCapacity() }
    try act()
    while storage.isDown { try recover() }
    if let log {
      model.synced = max(model.synced, log.endOffset(.synced).value)
      if poison != .no, chance.one(in: 3) { try closeAndOpen() }
      while storage.isDown { try recover() }
    }
  }

  /// Has a fault strike one of the coming calls, sometimes one on a certain kind of file.
  func arm(_ reach: Int, _ kinds: [FileKind] = FileKind.allCases) {
    guard !plan.faults.isEmpty, !isEnding else { return }
    let fault = chance.pick(plan.faults)
    storage.armed =
      chance.one(in: 3)
      ? ArmedFault(fault: fault, after: chance.pick([0, 0, 1, 2, 4]), kind: chance.pick(kinds))
      : ArmedFault(fault: fault, after: chance.below(reach))
  }

  private func act() throws(SimulationFailure) {
    switch chance.below(43) {
    case 0..<16: try append()
    case 16..<22: try read()
    case 22..<24: try findTime()
    case 24..<27: try sync()
    case 27..<29: try maintain()
    case 29..<31: try enforceRetention()
    case 31..<33: try deleteRecords()
    case 33: try changeSettings()
    case 34..<36: try closeAndOpen()
    case 36, 37: try crashNow()
    case 38: try crashAmongStores()
    case 39, 40: try endTransaction()
    case 41: try sendAgain()
    default: try sweep()
    }
  }

  private func changeCapacity() {
    if chance.one(in: 3) {
      storage.capacity = plan.capacity + chance.below(100 << 10)
    } else if chance.one(in: 4) {
      storage.capacity = .max
    }
    storage.story?.append("capacity \(storage.capacity)")
  }

  /// A last close and open without faults must leave it all as it was.
  private func finish() throws(SimulationFailure) {
    isEnding = true
    storage.armed = nil
    storage.capacity = .max
    if poison != .no { try closeAndOpen() }
    try append()
    try closeAndOpen()
    try sweep()
    do { try log?.close() } catch { throw failure("the last close failed: \(error)") }
    log = nil
  }

  var leavesFiles: Bool { !plan.damages }

  func failure(_ message: String) -> SimulationFailure {
    SimulationFailure(seed: seed, plan: plan.title, message: message, story: storage.story ?? [])
  }

  func tell(_ line: @autoclosure () -> String) {
    if storage.story != nil { storage.story?.append(line()) }
  }
}
