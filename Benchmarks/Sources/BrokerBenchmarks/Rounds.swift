import BenchmarkTable
import Glibc
import Programs

/// One run: starts, then rounds of loads, the brokers in turn.
struct Rounds {
  let options: Options
  let scratch: Scratch
  private let candidates: [Candidate]
  private let memory: Memory

  init(options: Options, scratch: Scratch) {
    self.options = options
    self.scratch = scratch
    memory = Memory(path: scratch.path + "/memory")
    var candidates = [Candidate.strata(options.strata, port: 20_610, in: scratch.path)]
    if let kafka = options.kafka { candidates.append(.kafka(kafka, port: 20_620, in: scratch.path)) }
    self.candidates = candidates
  }

  /// Measures everything that was asked for.
  func rows() throws -> [Row] {
    if options.kafka == nil {
      say("no Apache Kafka (--kafka-dir DIR or STRATA_KAFKA_DIR): Strata alone, and by our loader only")
    }
    var figures = Figures()
    let brokers = try candidates.map { try start($0, &figures) }
    defer { for broker in brokers { broker.stop() } }
    // A virtual machine compiles what it runs often: the peer is measured when it has.
    for broker in brokers where options.wants("loader") {
      _ = try loader(broker, "warm").produce(BrokerBenchmarks.loads[0].loaded / 4, size: BrokerBenchmarks.loads[0].size)
    }
    for round in 1...options.rounds {
      for broker in brokers { try measure(broker, round, &figures) }
      say("round \(round) of \(options.rounds) done")
    }
    for broker in brokers {
      figures.add("memory_after", broker.candidate.name, try broker.resources.residentMegabytes())
      figures.add("own_memory_after", broker.candidate.name, try broker.resources.residentMegabytes(ownOnly: true))
    }
    return figures.rows(
      BrokerBenchmarks.loads.flatMap { load in
        [
          .init(name: "tool_produce_\(load.size)", what: "producer-perf, acks=all, \(load.name)"),
          .init(name: "tool_consume_\(load.size)", what: "consumer-perf, \(load.name)"),
          .init(name: "produce_\(load.size)", what: "librdkafka produces, acks=all, \(load.name)"),
          .init(name: "consume_\(load.size)", what: "librdkafka consumes, \(load.name)"),
        ]
      })
  }

  /// Starts a broker several times, leaving the last one running. The first makes the directory and doesn't count.
  private func start(_ candidate: Candidate, _ figures: inout Figures) throws -> RunningBroker {
    let name = candidate.name
    var (running, _) = try candidate.start()
    for _ in 0..<(name == "kafka" ? 2 : 9) {
      running.stop()
      let (broker, seconds) = try candidate.start()
      figures.add("first_answer", name, seconds * 1e3)
      running = broker
    }
    // What was needed only to start is given back within a moment, or never.
    sleep(1)
    figures.add("idle_memory", name, try running.resources.residentMegabytes())
    say("\(name) answers on \(running.address)")
    return running
  }

  private func measure(_ broker: RunningBroker, _ round: Int, _ figures: inout Figures) throws {
    for load in BrokerBenchmarks.loads {
      if options.wants("loader") {
        let loader = loader(broker, "load\(load.size)-\(round)")
        try add("produce_\(load.size)", broker, load.loaded * load.size, &figures) {
          try loader.produce(load.loaded, size: load.size)
        }
        try add("consume_\(load.size)", broker, load.loaded * load.size, &figures) { try loader.consume(load.loaded) }
      }
      if let kafka = options.kafka, options.wants("tools") {
        let tools = KafkaTools(
          tool: kafka + "/tool", log: scratch.path + "/tool.log", brokers: broker.address,
          topic: "tool\(load.size)-\(round)")
        try add("tool_produce_\(load.size)", broker, load.tooled * load.size, &figures) {
          try tools.produce(load.tooled, size: load.size)
        }
        try add("tool_consume_\(load.size)", broker, load.tooled * load.size, &figures) {
          try tools.consume(load.tooled)
        }
      }
    }
    if options.wants("loader") {
      let latencies = try loader(broker, "latency-\(round)").latencies(rate: 1_000, count: 2_000)
      figures.add("latency_p50", broker.candidate.name, percentile(50, latencies))
      figures.add("latency_p99", broker.candidate.name, percentile(99, latencies))
    }
  }

  /// Adds what a load measured, and the processor time that it cost the broker for each GB of values.
  private func add(
    _ name: String, _ broker: RunningBroker, _ bytes: Int, _ figures: inout Figures, _ load: () throws -> Double
  ) throws {
    figures.add("write_cpu", broker.candidate.name, try memory.warm())
    let (rate, seconds) = try broker.processorSeconds(of: load)
    figures.add(name, broker.candidate.name, rate)
    figures.add(name + "_cpu", broker.candidate.name, seconds / (Double(bytes) / 1e9))
  }

  private func loader(_ broker: RunningBroker, _ topic: String) -> Loader {
    Loader(brokers: broker.address, topic: topic)
  }

  private func say(_ text: String) { BrokerBenchmarks.write(2, text + "\n") }
}
