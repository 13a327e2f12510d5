/// What a simulation lives through, drawn from a seed.
protocol SimulatedLife: AnyObject {
  init(seed: UInt64, planted: PlantedBug?, pool: SimulatedMemoryPool, recording: Bool)
  var storage: SimulatedStorage { get }
  /// Whether Kafka's tool must find no fault in what it leaves.
  var leavesFiles: Bool { get }
  /// Throws when a promise was broken.
  func run() throws(SimulationFailure)
}

/// Which lives are lived.
package enum SimulatedLives: Sendable {
  /// Of logs that keep all records.
  case plain
  /// Of logs that are compacted.
  case compacted

  /// What lives them.
  fileprivate var life: any SimulatedLife.Type {
    switch self {
    case .plain: Simulation.self
    case .compacted: CompactionSimulation.self
    }
  }
}

/// What simulations came to.
package struct SimulationRun: Sendable {
  /// How many there were.
  package var seeds = 0
  /// All that was called and returned, the same for the same seeds.
  package var digest: UInt64 = 0
  /// Calls and faults.
  package var coverage = Coverage()
  /// Promises that were broken, in the order of their seeds, without their stories.
  package var failures: [SimulationFailure] = []

  /// The Kafka files that seeds left, of those that were to be kept.
  package var kept: [(seed: UInt64, files: [(name: String, bytes: [UInt8])])] = []

  private let lives: SimulatedLives

  /// Nothing yet.
  package init(_ lives: SimulatedLives = .plain) { self.lives = lives }

  /// Lives one seed's life. What it leaves is kept if asked for, unless it was damaged.
  package mutating func add(
    seed: UInt64, planted: PlantedBug? = nil, keeps: Bool = false, _ pool: SimulatedMemoryPool
  ) {
    let simulation = lives.life.init(seed: seed, planted: planted, pool: pool, recording: false)
    do throws(SimulationFailure) {
      try simulation.run()
      if keeps, simulation.leavesFiles { kept.append((seed, simulation.storage.kafkaFiles(in: "data/p-0"))) }
    } catch {
      // What fails without the planted bug as well does not show that the bug is seen.
      if planted == nil || isSound(seed, pool) { failures.append(error) }
    }
    seeds += 1
    // A sum, so that it does not matter who ran which.
    digest &+= simulation.storage.digest.value
    coverage.add(simulation.storage.coverage)
  }

  private func isSound(_ seed: UInt64, _ pool: SimulatedMemoryPool) -> Bool {
    let simulation = lives.life.init(seed: seed, planted: nil, pool: pool, recording: false)
    do throws(SimulationFailure) { try simulation.run() } catch { return false }
    return true
  }

  /// The first failure, lived again to tell its story.
  package func firstFailure(planted: PlantedBug? = nil) -> SimulationFailure? {
    guard let first = failures.first else { return nil }
    let again = lives.life.init(seed: first.seed, planted: planted, pool: SimulatedMemoryPool(), recording: true)
    do throws(SimulationFailure) { try again.run() } catch { return error }
    return first
  }

  /// Adds what another came to.
  package mutating func add(_ other: SimulationRun) {
    seeds += other.seeds
    digest &+= other.digest
    coverage.add(other.coverage)
    kept += other.kept
    failures = (failures + other.failures).sorted { $0.seed < $1.seed }
  }
}
