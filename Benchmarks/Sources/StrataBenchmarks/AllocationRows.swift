import BenchmarkTable
import Strata

/// Allocations a record on each road, counted over every thread. These are the same on every machine, so they are what
/// CI holds against `Thresholds.json`.
struct AllocationRows {
  let scratch: Scratch

  func rows() async throws -> [Row] {
    try append(perBatch: 1) + append(perBatch: 200) + simple() + read() + (await transport()) + (await capture())
  }

  private func row(_ name: String, _ what: String, _ count: Int64, per records: Int) -> Row {
    Row(
      name: "allocations." + name, what: "allocations: " + what, unit: "a record",
      value: Double(count) / Double(records))
  }

  private func append(perBatch: Int) throws -> [Row] {
    let value = [UInt8](repeating: 0x61, count: 512)
    let log = try open("allocations")
    var builder = try BatchBuilder()
    func fill(_ batches: Int) throws {
      for _ in 0..<batches {
        builder.reset()
        for _ in 0..<perBatch { try builder.add(key: nil, value: value.span, timestamp: Timestamp(milliseconds: 1)) }
        try log.append(builder.finish(), durability: .written)
      }
    }
    try fill(100)
    let batches = 20_000 / perBatch
    let count = try allocations { try fill(batches) }
    try log.close()
    scratch.remove("allocations")
    return [
      row(
        "append.\(perBatch)", "append, \(perBatch == 1 ? "one" : "\(perBatch)") a batch", count, per: batches * perBatch
      )
    ]
  }

  /// The call that takes a record instead of a batch makes a batch of its own each time.
  private func simple() throws -> [Row] {
    let engine = try Engine.open(scratch.path + "/simple")
    let partition = try engine.createTopic("allocations").partition(0)
    let value = [UInt8](repeating: 0x61, count: 512)
    for _ in 0..<100 { try partition.append(key: nil, value: value) }
    let count = try allocations { for _ in 0..<10_000 { try partition.append(key: nil, value: value) } }
    try engine.close()
    return [row("append.simple", "append(key:value:)", count, per: 10_000)]
  }

  private func read() throws -> [Row] {
    let log = try open("allocations")
    var builder = try BatchBuilder()
    for _ in 0..<100 {
      builder.reset()
      for _ in 0..<200 { try builder.add(key: nil, value: [1, 2, 3], timestamp: Timestamp(milliseconds: 1)) }
      try log.append(builder.finish(), durability: .written)
    }
    _ = try readAll(log)
    let count = try allocations { _ = try readAll(log) }
    try log.close()
    scratch.remove("allocations")
    return [row("read", "read back, 200 a batch", count, per: 20_000)]
  }

  private func open(_ name: String) throws -> Log {
    scratch.remove(name)
    return try Log.open(
      directory: scratch.path + "/" + name, storage: DiskStorage(), time: SystemTime(), settings: LogSettings())
  }

  /// Sending and receiving 200 records at a time; a received record owns its key and value, so it has two at least.
  private func transport() async throws -> [Row] {
    let engine = try Engine.open(scratch.path + "/transport")
    let transport = InProcessTransport(engine)
    try await transport.admin.createTopic("allocations", partitions: 1, settings: [:])
    let producer = try await transport.producer(.init())
    let records = (0..<200).map { Record(key: [UInt8($0)], value: [UInt8](repeating: 0x61, count: 512)) }
    for _ in 0..<10 { _ = try await producer.send(records, to: "allocations") }
    let sent = try await allocations { for _ in 0..<100 { _ = try await producer.send(records, to: "allocations") } }
    let consumer = try await transport.consumer(.partitions([TopicPartition("allocations", 0)]), .init())
    var received = 0
    func receive(_ count: Int) async throws {
      while received < count {
        if case .batch(let batch) = try await consumer.next(within: nil) { received += batch.records.count }
      }
    }
    try await receive(2_000)
    let first = received
    let taken = try await allocations { try await receive(22_000) }
    await transport.close()
    try engine.close()
    return [
      row("send", "transport send, 200 a batch", sent, per: 20_000),
      row("receive", "transport receive", taken, per: received - first),
    ]
  }

  private func capture() async throws -> [Row] {
    let walk = try await Walk(scratch, "allocations")
    try walk.insert(1...1_000)
    _ = try await walk.publishAndApply(1_000)
    try walk.insert(1_001...6_000)
    let count = try await allocations { _ = try await walk.publishAndApply(6_000) }
    await walk.end()
    return [row("capture", "a change, outbox to replica", count, per: 5_000)]
  }
}
