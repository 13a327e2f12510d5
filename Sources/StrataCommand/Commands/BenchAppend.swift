import StrataLog

/// `strata bench append`: how fast this machine appends and reads back (SPEC §10.3).
struct BenchAppend: Command {
  static let name = "bench append"
  static let summary = "Append records to a fresh log, read them back, print both rates"
  static let discussion = """
    Prints two lines: append, and read with every checksum checked and every record walked.
    The log lies in a new directory inside DIR, which is removed at the end.
    """

  enum Level: String, ArgumentChoice {
    case memory, written, synced

    var durability: Durability {
      switch self {
      case .memory: .memory
      case .written: .written
      case .synced: .synced
      }
    }
  }

  let records: Int
  let size: Int
  let batch: Int
  let durability: Level
  let directory: String?

  init(_ arguments: inout Arguments) throws(CommandError) {
    records = try arguments.option("records", "N", default: 1_000_000 as Positive, "how many records").value
    size = try arguments.option("size", "BYTES", default: 512 as Positive, "bytes of a record's value").value
    batch = try arguments.option("batch", "N", default: 200 as Positive, "records of one append").value
    durability = try arguments.option(
      "durability", "LEVEL", default: .written, "what an append has survived when it returns")
    directory = try arguments.option(
      "dir", "DIR", completes: .directories, "where the log lies; a temporary directory if left out")
    guard size <= 1 << 20, batch <= 1 << 20 else { throw .usage("--size and --batch are 1048576 at most") }
  }

  func run(_ console: Console) async throws -> Outcome {
    let place = try Files.makeTemporaryDirectory("bench", in: directory)
    defer { Files.remove(place) }
    var settings = LogSettings()
    // A batch of the size asked for is taken whatever the default limit is.
    settings.maxBatchBytes = max(settings.maxBatchBytes, batch * (size + 64) + BatchHeader.size)
    let log = try Log.open(
      directory: Files.path(place, "bench-0"), storage: DiskStorage(), time: SystemTime(), settings: settings)
    try report("append", try append(to: log), console)
    try report("read", try read(from: log), console)
    try log.close()
    return .ok
  }

  private func append(to log: Log) throws -> Duration {
    // Not one byte over and over, which file systems may store as nothing.
    let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 7) }
    let time = SystemTime()
    var builder = try BatchBuilder()
    let start = ContinuousClock.now
    var left = records
    while left > 0 {
      builder.reset()
      let now = time.now()
      for _ in 0..<min(batch, left) { try builder.add(key: nil, value: value.span, timestamp: now) }
      _ = try log.append(builder.finish(), durability: durability.durability)
      left -= batch
    }
    return ContinuousClock.now - start
  }

  private func read(from log: Log) throws -> Duration {
    var count = 0
    var bytes = 0
    let start = ContinuousClock.now
    var next = log.startOffset
    while true {
      let slice = try log.read(from: next, maxBytes: 1 << 20, upTo: durability.durability)
      guard !slice.isEmpty else { break }
      try slice.forEachBatch { batch in
        var cursor = try batch.records()
        while try cursor.next() {
          count += 1
          if let value = cursor.record.value { bytes += value.count }
        }
      }
      next = slice.nextOffset
    }
    let duration = ContinuousClock.now - start
    guard count == records, bytes == records * size else {
      throw CommandError.failed("\(count) records of \(records) came back, with \(bytes) bytes of \(records * size)")
    }
    return duration
  }

  private func report(_ what: String, _ duration: Duration, _ console: Console) throws {
    let seconds = max(duration.inSeconds, 1e-9)
    let rate = Int(Double(records) / seconds)
    let megabytes = Double(records * size) / seconds / 1e6
    try console.out.line("\(what): \(rate) records/s, \(Figures.fixed(megabytes, 1)) MB/s")
    try console.out.flush()
  }
}
