import StrataEngine
import StrataLog
import Testing

@testable import StrataTesting

/// SPEC §7.1, §15.1: an engine over a disk whose power fails, on which files and names that were not synced are there
/// or not, in any order.
@Suite struct EnginePowerTests {
  /// What an engine was told is there for good.
  struct Promised {
    var topics: [String: (partitions: Int32, id: TopicID, retention: String?)] = [:]
    /// Deleted, or about to be.
    var deleted: Set<TopicID> = []
    /// How many records of a topic's last partition are on disk.
    var synced: [String: Int] = [:]
    var lastProducer: Int64 = -1
    /// Calls of a topic that never returned: they may have been done.
    var open: Set<String> = []
  }

  static let twins = ["r/d/meta.properties", "r/d/strata.topics"]

  static func engine(_ storage: SimulatedStorage, _ seed: UInt64) throws(EngineError) -> Engine {
    var settings = EngineSettings()
    // A map takes memory for a whole segment here.
    settings.topicDefaults = ["internal.segment.bytes": "8192"]
    return try Engine(
      storage: storage, directory: "r/d", time: storage.time, random: SeededRandom(seed: seed), settings: settings)
  }

  /// One life: calls, until one of them meets the end of the power.
  static func live(_ storage: SimulatedStorage, _ seed: UInt64, _ promised: inout Promised) throws {
    let engine = try engine(storage, seed)
    for n in 0..<6 {
      let name = "t\(n)"
      if let topic = try? engine.topic(name) {
        promised.open.insert(name)
        switch Int(seed) / 3 % 3 {
        case 0:
          promised.deleted.insert(topic.id)
          promised.topics[name] = nil
          promised.synced[name] = nil
          try engine.deleteTopic(name)
        case 1:
          let grown = try engine.growTopic(name, to: Int32(topic.partitions.count) + 1)
          promised.topics[name]?.partitions = Int32(grown.partitions.count)
          promised.synced[name] = 0
        default:
          try engine.changeTopic(name, ["retention.ms": .set("\(seed + 1_000_000_000)")])
          promised.topics[name]?.retention = "\(seed + 1_000_000_000)"
        }
        promised.open.remove(name)
      } else {
        promised.open.insert(name)
        let topic = try engine.createTopic(name, partitions: 2)
        promised.topics[name] = (2, topic.id, nil)
        promised.synced[name] = 0
        promised.open.remove(name)
      }
      guard let topic = try? engine.topic(name) else { continue }
      try topic.append(key: nil, value: "v", to: Int32(topic.partitions.count) - 1, durability: .synced)
      promised.synced[name, default: 0] += 1
      if n == 3 { promised.lastProducer = max(promised.lastProducer, try engine.newProducerID()) }
    }
    if seed % 2 == 0 { try engine.close() }
  }

  /// All that was promised is there.
  static func check(_ engine: Engine, _ promised: Promised, _ firsts: [String], _ what: String) throws {
    for (name, topic) in promised.topics {
      guard let found = try? engine.topic(name) else {
        Issue.record("\(what): \(name) is gone")
        continue
      }
      #expect(found.id == topic.id, "\(what): \(name)")
      let isOpen = promised.open.contains(name)
      #expect(found.partitions.count == Int(topic.partitions) || isOpen, "\(what): \(name)")
      #expect(found.settings.given["retention.ms"] == topic.retention || isOpen, "\(what): \(name)")
      #expect(try found.read(of: topic.partitions - 1).count >= promised.synced[name] ?? 0, "\(what): \(name)")
    }
    for topic in engine.topics {
      #expect(
        !promised.deleted.contains(topic.id) || promised.open.contains(topic.name), "\(what): \(topic.name) is back")
    }
    #expect(try engine.newProducerID() > promised.lastProducer, "\(what)")
    // The names of a directory's first files come to the disk one by one.
    #expect(engine.mended.allSatisfy { firsts.contains($0.path) }, "\(what): \(engine.mended)")
    #expect(engine.damage.isEmpty, "\(what)")
  }

  @Test("what was promised is there wherever the power failed: topics, settings, producer numbers, synced records")
  func powerLost() throws {
    var failures = 0
    let pool = SimulatedMemoryPool()
    for seed in UInt64(0)..<150 {
      let storage = SimulatedStorage(seed: seed, pool: pool, time: SimulatedTime())
      try storage.makeDirectory("r")
      try storage.syncDirectory("")
      var promised = Promised()
      for life in UInt64(0)..<3 {
        var chance = SeededRandom(seed: seed << 8 | life)
        storage.armed = ArmedFault(fault: .powerLost, after: Int(chance.next() % 250))
        do { try Self.live(storage, seed + life * 3, &promised) } catch {}
        if !storage.isDown { storage.crash(.powerLost) } else { failures += 1 }
        storage.restart()
        let engine = try Self.engine(storage, seed + 1_000)
        try Self.check(engine, promised, life == 0 ? Self.twins : [], "seed \(seed), life \(life)")
        // What a call that never returned came to is known now.
        for name in promised.open {
          let found = try? engine.topic(name)
          let before = promised.topics[name]
          if let found { promised.deleted.remove(found.id) }
          promised.topics[name] = found.map {
            (Int32($0.partitions.count), $0.id, $0.settings.given["retention.ms"])
          }
          if found == nil || found?.id != before?.id || found.map({ Int32($0.partitions.count) }) != before?.partitions
          {
            promised.synced[name] = 0
          }
        }
        promised.open = []
        promised.lastProducer = max(promised.lastProducer, try engine.newProducerID())
        try engine.close()
      }
    }
    #expect(failures > 200, "the power hardly ever failed in a call")
  }
}
