import StrataEngine
import StrataLog

/// `strata compact DIR`: leaves of each key the last record (SPEC §6.6).
struct Compact: Command {
  static let name = "compact"
  static let summary = "Keep of each key the last record, in topics with cleanup.policy=compact"
  static let discussion = """
    A broker does it by itself when enough is new; this does it at once, of all segments but the last. Offsets stay as
    they are. Tombstones stay for the topic's delete.retention.ms.
    """

  let data: DataOption
  let topic: String?
  let memory: Int

  init(_ arguments: inout Arguments) throws(CommandError) {
    memory = try arguments.option("memory", "MIB", default: 128 as Positive, "memory for keys").value
    topic = try arguments.option("topic", "NAME", "the topic; all that are compacted if left out")
    let directory: String = try arguments.positional(
      "DIR", completes: .directories, "a data directory that nobody has open")
    data = DataOption(path: directory)
  }

  func run(_ console: Console) async throws -> Outcome {
    let engine = try data.open()
    do {
      let topics = try topic.map { [try engine.topic($0)] } ?? engine.topics
      let compacted = topics.filter { $0.settings.isCompacted }
      if let topic, compacted.isEmpty {
        throw CommandError.failed(
          "\(topic) is not compacted: its cleanup.policy is \(topics[0].settings.value("cleanup.policy") ?? "delete")")
      }
      for topic in compacted { try compact(topic, engine, console) }
      if compacted.isEmpty { try console.out.line("no topic has cleanup.policy=compact") }
    } catch {
      // What went wrong first is what is said.
      try? engine.close()
      throw error
    }
    try engine.close()
    return .ok
  }

  private func compact(_ topic: Topic, _ engine: Engine, _ console: Console) throws {
    var done: [PartitionID: Compaction] = [:]
    let began = ContinuousClock.now
    try engine.compact(topic: topic.name, memoryBytes: memory << 20) { done[$0] = $1 }
    let seconds = Figures.fixed((ContinuousClock.now - began).inSeconds, 2)
    for (partition, compaction) in done.sorted(by: { $0.key < $1.key }) {
      let read = "\(Figures.grouped(compaction.recordsRead)) records, \(Figures.grouped(compaction.keys)) keys"
      let kept = "\(Figures.grouped(compaction.recordsKept)) stay"
      let size = "\(Figures.bytes(compaction.bytesReplaced)) became \(Figures.bytes(compaction.bytesWritten))"
      let memory = Figures.bytes(compaction.memoryBytes)
      try console.out.line("\(partition): \(read), \(kept), \(size), \(memory) for keys, \(seconds) s")
    }
  }
}
