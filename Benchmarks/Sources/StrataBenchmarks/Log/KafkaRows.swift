import BenchmarkTable
import Glibc
import Programs
import Strata
import Synchronization

/// What only Apache Kafka can be the peer of: every record on disk when it is acknowledged, and the open of the very
/// directory that a killed writer left.
struct KafkaRows {
  let scratch: Scratch
  /// The directory with the programs `server` and `tool`.
  let kafka: String
  private let port = 20_910

  func rows() throws -> [Row] { try synced() + [try opened()] }

  /// 64 writers beside Kafka's producer-perf on a topic that flushes each batch, one record a batch and as it batches
  /// by itself.
  private func synced() throws -> [Row] {
    defer { scratch.remove("kafka") }
    var ours: [Double] = []
    var single: [Double] = []
    var batched: [Double] = []
    try withServer { _ in
      for round in 1...3 {
        let tools = KafkaTools(
          tool: kafka + "/tool", log: scratch.path + "/tool.log", brokers: "127.0.0.1:\(port)", topic: "synced-\(round)"
        )
        try tools.createTopic(["flush.messages=1"])
        ours.append(try SyncedRows(scratch: scratch).rate(.init(count: 64, partitions: 1)))
        single.append(try tools.produce(3_000, size: 1024, settings: ["batch.size=1"]))
        batched.append(try tools.produce(30_000, size: 1024))
      }
    }
    return [("single", "one record a batch", single, 10.0), ("batched", "batches of 16 KiB", batched, nil)].map {
      name, what, peers, least in
      var series = Series()
      (series.ours, series.peers) = (ours, peers)
      return series.row(
        "synced.64.kafka.\(name)", "synced 1 KiB, 64 writers, 1 partition", unit: "appends/s",
        peer: "Kafka, flush.messages=1, \(what)", bar: least.map { .ratio(atLeast: $0) })
    }
  }

  /// Seconds that Kafka takes to load the log of a killed writer, as it says itself: starting it is not counted.
  private func opened() throws -> Row {
    let written = scratch.path + "/killed"
    defer { scratch.remove("killed") }
    try KilledWriter.run(in: written, log: scratch.path + "/writer.log")
    try withServer { _ in
      try KafkaTools(
        tool: kafka + "/tool", log: scratch.path + "/tool.log", brokers: "127.0.0.1:\(port)", topic: "bench"
      ).createTopic(["segment.bytes=\(Int32.max)"])
    }
    let ours = try seconds {
      let end = try Engine.open(written).topic("bench").partition(0).log.endOffset()
      guard end.value == KilledWriter.records else { throw BenchmarkError("\(end) records were there") }
    }
    // The topic's own directory with our log in it, and no word of a clean shutdown.
    let data = scratch.path + "/kafka/data"
    let file = "bench-0/00000000000000000000"
    for path in ["/.kafka_cleanshutdown", "/recovery-point-offset-checkpoint"] { _ = unsafe unlink(data + path) }
    for ending in [".index", ".timeindex", ".snapshot"] { _ = unsafe unlink(data + "/" + file + ending) }
    guard unsafe rename(written + "/" + file + ".log", data + "/" + file + ".log") == 0 else {
      throw BenchmarkError("the log can't be put into Kafka's directory (error \(errno))")
    }
    var took: Double?
    try withServer { server in took = loadingSeconds(server.said) }
    defer { scratch.remove("kafka") }
    guard let took else { throw BenchmarkError("Kafka did not say how long it loaded its logs") }
    var series = Series()
    (series.ours, series.peers) = ([ours], [took])
    return series.row(
      "open.killed.kafka", "open after kill -9 with 1.7 GB unsynced", unit: "s",
      peer: "Apache Kafka, its own word for loading it", lessIsBetter: true)
  }

  /// Runs `body` while a broker serves the run's Kafka directory.
  private func withServer(_ body: (KafkaServer) throws -> Void) throws {
    let server = try KafkaServer(
      home: kafka, port: port, directory: scratch.path + "/kafka", log: scratch.path + "/server.log")
    defer { server.stop() }
    try body(server)
  }

  /// From "Loaded 2 logs in 4321ms", the last that it says.
  private func loadingSeconds(_ said: String) -> Double? {
    for line in said.split(separator: "\n").reversed() where line.contains("Loaded ") && line.contains(" logs in ") {
      guard let word = line.split(separator: " ").last(where: { $0.hasSuffix("ms") || $0.hasSuffix("ms.") }) else {
        continue
      }
      return Double(word.prefix { $0.isNumber }).map { $0 / 1e3 }
    }
    return nil
  }
}
