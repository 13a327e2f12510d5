import BenchmarkTable
import Strata

/// Records of one size, so many a batch, made and appended over and over.
struct Workload {
  let value: [UInt8]
  let perBatch: Int

  init(size: Int, perBatch: Int = 1) {
    // Not one byte over and over, which file systems may store as nothing.
    value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 7) }
    self.perBatch = perBatch
  }

  /// How the table calls it.
  var name: String { "\(value.count) B, \(perBatch == 1 ? "one" : "\(perBatch)") a batch" }

  /// Makes the next batch in `builder` and hands it on.
  func batch<Result>(
    _ builder: inout BatchBuilder, _ time: Timestamp, _ body: (borrowing RecordBatch) throws -> Result
  ) throws -> Result {
    builder.reset()
    for _ in 0..<perBatch { try builder.add(key: nil, value: value.span, timestamp: time) }
    return try body(builder.finish())
  }

  /// Seconds that so many batches take, each encoded, summed and appended.
  func fill(_ partition: Partition, _ batches: Int, _ durability: Durability = .written) throws -> Double {
    var builder = try BatchBuilder()
    let time = SystemTime().now()
    return try seconds {
      for _ in 0..<batches { try batch(&builder, time) { _ = try partition.append($0, durability: durability) } }
    }
  }

  /// The same without the engine.
  func fill(_ log: Log, _ batches: Int, _ durability: Durability = .written) throws -> Double {
    var builder = try BatchBuilder()
    let time = SystemTime().now()
    return try seconds {
      for _ in 0..<batches { try batch(&builder, time) { _ = try log.append($0, durability: durability) } }
    }
  }

  /// The bytes of a batch.
  func encoded() throws -> [UInt8] {
    var builder = try BatchBuilder()
    return try batch(&builder, SystemTime().now()) { batch in batch.bytes.indices.map { batch.bytes[$0] } }
  }
}

extension Scratch {
  /// What `body` answers with a new engine's only topic, which is closed in good order and removed afterwards.
  func withTopic<Result>(
    partitions: Int32 = 1, keep: Bool = false, _ body: (Topic) throws -> Result
  ) throws -> Result {
    remove("log")
    let engine = try Engine.open(path + "/log")
    let result = try body(engine.createTopic("bench", partitions: partitions))
    try engine.close()
    if !keep { remove("log") }
    return result
  }
}
