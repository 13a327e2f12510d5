import BenchmarkTable

/// Kafka's own performance tools, each a process of its own.
package struct KafkaTools {
  /// The program that runs them by short name.
  package let tool: String
  package let log: String
  package let brokers: String
  package let topic: String

  package init(tool: String, log: String, brokers: String, topic: String) {
    (self.tool, self.log, self.brokers, self.topic) = (tool, log, brokers, topic)
  }

  /// Records a second that `producer-perf` saw acknowledged by all, with more settings of the producer's if given.
  package func produce(_ count: Int, size: Int, settings: [String] = []) throws -> Double {
    let printed = try run(
      [
        "producer-perf", "--bootstrap-server", brokers, "--topic", topic, "--num-records", "\(count)", "--record-size",
        "\(size)", "--throughput", "-1", "--command-property", "acks=all",
      ] + settings.flatMap { ["--command-property", $0] })
    // 1000000 records sent, 516262.3 records/sec (49.23 MB/sec), 3.2 ms avg latency, …
    for line in printed.split(separator: "\n").reversed() where line.hasPrefix("\(count) records sent, ") {
      if let rate = Double(line.split(separator: " ")[3]) { return rate }
    }
    throw BenchmarkError("producer-perf did not say its rate:\n\(printed)")
  }

  /// Records a second that `consumer-perf` read, its group's joining not counted.
  package func consume(_ count: Int) throws -> Double {
    let printed = try run([
      "consumer-perf", "--bootstrap-server", brokers, "--topic", topic, "--num-records", "\(count)", "--hide-header",
    ])
    // start, end, MB, MB/s, records, records/s, milliseconds of joining, of fetching, MB/s, records/s of fetching
    for line in printed.split(separator: "\n").reversed() {
      let columns = line.split(separator: ",").map { $0.drop { $0 == " " } }
      guard columns.count == 10 else { continue }
      guard let records = Int(columns[4]), records >= count, let rate = Double(columns[9]) else { continue }
      return rate
    }
    throw BenchmarkError("consumer-perf did not read \(count) records:\n\(printed)")
  }

  /// Makes the topic with one partition and these settings.
  package func createTopic(_ settings: [String] = []) throws {
    _ = try run(
      ["topics", "--bootstrap-server", brokers, "--create", "--topic", topic, "--partitions", "1"]
        + settings.flatMap { ["--config", $0] })
  }

  private func run(_ arguments: [String]) throws -> String { try Program(tool, arguments, log: log).output() }
}
