import BenchmarkTable

/// What the rounds came to, by the name of the figure and of the broker.
struct Figures {
  private var samples: [String: [String: [Double]]] = [:]

  mutating func add(_ figure: String, _ broker: String, _ value: Double) {
    samples[figure, default: [:]][broker, default: []].append(value)
  }

  /// The middle of the rounds; nil where it was not measured.
  func value(_ figure: String, _ broker: String) -> Double? { samples[figure]?[broker].map(median) }
}

extension Figures {
  /// A load of the table: how fast it was, and what of the broker's processor it took.
  struct Load {
    var name: String
    var what: String
  }

  /// The table. A throughput counts as reached where it is half as much again as the peer's, or where the client is
  /// the limit and the broker needs a third of the peer's processor time at most.
  func rows(_ loads: [Load]) -> [Row] {
    var rows: [Row] = []
    func add(_ name: String, _ what: String, _ unit: String, _ bar: Row.Bar? = nil) {
      guard let ours = value(name, "strata") else { return }
      rows.append(
        Row(
          name: name, what: what, unit: unit, value: ours, peer: value(name, "kafka"), peerName: "Apache Kafka",
          bar: bar))
    }
    add("first_answer", "exec to first answered request", "ms", .atMost(15))
    add("idle_memory", "resident when idle", "MB", .atMost(12))
    for load in loads {
      add(load.name, load.what, "records/s", bar(of: load.name))
      add(load.name + "_cpu", "  the broker's processor", "s/GB")
    }
    add("write_cpu", "write(2) to a new file, just before each", "s/GB")
    add("latency_p50", "send to received at 1,000 records/s, p50", "ms", .atMost(0.2))
    add("latency_p99", "  p99", "ms")
    add("memory_after", "resident after all of it", "MB")
    add("own_memory_after", "  without mapped files", "MB")
    return rows
  }

  private func bar(of name: String) -> Row.Bar? {
    guard let ours = value(name, "strata"), let peer = value(name, "kafka") else { return nil }
    var isMet = ours >= 1.5 * peer
    if let ours = value(name + "_cpu", "strata"), let peer = value(name + "_cpu", "kafka") {
      isMet = isMet || ours <= peer / 3
    }
    return .judged(isMet: isMet, "≥1.50× or CPU ≤⅓")
  }
}
