import StrataTransport

/// What the demo is asked for, as one process tells it to another.
struct DemoSettings: Hashable, Sendable {
  enum Codec: String, ArgumentChoice {
    case none, gzip, snappy, lz4, zstd

    var compression: ProducerOptions.Compression {
      switch self {
      case .none: .none
      case .gzip: .gzip
      case .snappy: .snappy
      case .lz4: .lz4
      case .zstd: .zstd
      }
    }
  }

  /// What carries the records.
  enum Transport: Hashable, Sendable {
    /// A log that the work's process has open.
    case inProcess
    /// Brokers that speak Kafka's protocol, as HOST:PORT,HOST:PORT.
    case kafka(brokers: String)
  }

  var directory: DemoDirectory
  var transport = Transport.inProcess
  /// The directory of the flights' data.
  var data: String
  var codec: Codec
  /// Steps of the plan in one of the airline's transactions.
  var transaction: Int
  /// The airline waits while more changes than this are on their way to the board.
  var lag: Int

  /// Opens what carries the records.
  func openCarrier() throws -> Carrier {
    switch transport {
    case .inProcess: try .inProcess(directory)
    case .kafka(let brokers): try .kafka(brokers)
    }
  }

  /// Opens what carries the records for one question, and closes it.
  func withCarrier(_ body: (Carrier) async throws -> Void) async throws {
    let carrier = try openCarrier()
    do {
      try await body(carrier)
    } catch {
      try? await carrier.close()
      throw error
    }
    try await carrier.close()
  }

  /// The words by which another process of this program does the work.
  var workerLine: [String] {
    var line = [
      "demo", "--worker", "--keep", directory.path, "--data", data, "--compression", codec.rawValue, "--transaction",
      "\(transaction)", "--lag", "\(lag)",
    ]
    if case .kafka(let brokers) = transport { line += ["--transport", "kafka", "--brokers", brokers] }
    return line
  }
}

/// What one process measured while it worked.
struct DemoMeasures: Hashable, Sendable {
  var visible50: Double?
  var visible99: Double?
  var idle50: Double?
  var idle99: Double?
  var residentBytes: Int?

  init(load: Percentiles, idle: Percentiles) {
    visible50 = load.value(50)
    visible99 = load.value(99)
    idle50 = idle.value(50)
    idle99 = idle.value(99)
    residentBytes = Memory.peakResident()
  }

  /// As one line of words that another process reads.
  var line: String {
    let times = [visible50, visible99, idle50, idle99].map { $0.map { "\($0)" } ?? "-" }
    return "measured \(times.joined(separator: " ")) \(residentBytes.map { "\($0)" } ?? "-")"
  }

  /// From ``line``; nil for other lines.
  init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 6, words[0] == "measured" else { return nil }
    visible50 = Double(words[1])
    visible99 = Double(words[2])
    idle50 = Double(words[3])
    idle99 = Double(words[4])
    residentBytes = Int(words[5])
  }
}
