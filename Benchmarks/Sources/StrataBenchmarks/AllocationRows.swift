import BenchmarkTable
import Strata

/// Allocations a record on each road, counted over every thread. These are the same on every machine, so they are what
/// CI holds against `Thresholds.json`.
struct AllocationRows {
  let scratch: Scratch

  func rows() async throws -> [Row] {
    try append(perBatch: 1) + append(perBatch: 200) + append(perBatch: 1, .synced, batches: 500) + embedded() + simple()
      + read(perBatch: 200) + read(perBatch: 1) + (await follow()) + (await transport()) + (await capture())
  }

  private func row(_ name: String, _ what: String, _ count: Int64, per records: Int) -> Row {
    Row(
      name: "allocations." + name, what: "allocations: " + what, unit: "a record",
      value: Double(count) / Double(records))
  }

  /// Straight to the log.
  private func append(perBatch: Int, _ durability: Durability = .written, batches: Int? = nil) throws -> [Row] {
    let load = Workload(size: 512, perBatch: perBatch)
    let log = try open("allocations")
    _ = try load.fill(log, 100, durability)
    let batches = batches ?? 20_000 / perBatch
    let count = try allocations { _ = try load.fill(log, batches, durability) }
    try log.close()
    scratch.remove("allocations")
    let name = durability == .synced ? "append.synced" : "append.\(perBatch)"
    let what = "append, \(perBatch == 1 ? "one" : "\(perBatch)") a batch\(durability == .synced ? ", synced" : "")"
    return [row(name, what, count, per: batches * perBatch)]
  }

  /// Through the engine.
  private func embedded() throws -> [Row] {
    let load = Workload(size: 512)
    let count = try scratch.withTopic { topic in
      let partition = try topic.partition(0)
      _ = try load.fill(partition, 100)
      return try allocations { _ = try load.fill(partition, 20_000) }
    }
    return [row("append.engine", "append through the engine, one a batch", count, per: 20_000)]
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

  /// The first reader, for whom the batches are verified, and the second.
  private func read(perBatch: Int) throws -> [Row] {
    let log = try open("allocations")
    _ = try Workload(size: 3, perBatch: perBatch).fill(log, 20_000 / perBatch)
    try log.close()
    let opened = try open("allocations", isNew: false)
    let first = try allocations { _ = try readAll(opened) }
    let second = try allocations { _ = try readAll(opened) }
    try opened.close()
    scratch.remove("allocations")
    let name = perBatch == 1 ? "read.1" : "read"
    let what = "read back, \(perBatch == 1 ? "one" : "\(perBatch)") a batch"
    return [
      row(name + ".first", what + ", first reader", first, per: 20_000),
      row(name, what + ", second reader", second, per: 20_000),
    ]
  }

  private func open(_ name: String, isNew: Bool = true) throws -> Log {
    if isNew { scratch.remove(name) }
    return try Log.open(
      directory: scratch.path + "/" + name, storage: DiskStorage(), time: SystemTime(), settings: LogSettings())
  }

  /// Following what is there, borrowed and copied, and what comes one by one to who waits for it.
  private func follow() async throws -> [Row] {
    struct Enough: Error {}
    let engine = try Engine.open(scratch.path + "/follow")
    let topic = try engine.createTopic("allocations")
    _ = try Workload(size: 512, perBatch: 200).fill(try topic.partition(0), 100)
    var next: Offset = 0
    func borrow(_ count: Int64) async throws {
      let end = next + count
      do {
        try await topic.follow(from: next) { record in
          next = record.offset + 1
          if next == end { throw Enough() }
        }
      } catch is Enough {}
    }
    func copy(_ count: Int) async throws {
      var left = count
      for try await _ in try topic.follow() {
        left -= 1
        if left == 0 { break }
      }
    }
    try await borrow(1_000)
    let borrowed = try await allocations { try await borrow(19_000) }
    let copied = try await allocations { try await copy(20_000) }
    let woken = try await allocations {
      let seen = Signal()
      let follower = Task { [next] in
        try await topic.follow(from: next) { record in
          seen.raise()
          if record.offset == next + 1_999 { throw Enough() }
        }
      }
      for _ in 0..<2_000 {
        try topic.append(key: nil, value: "x")
        try await seen.wait()
        seen.lower()
      }
      _ = await follower.result
    }
    try engine.close()
    return [
      row("follow", "follow, borrowed", borrowed, per: 19_000),
      row("follow.copied", "follow, copied", copied, per: 20_000),
      row("follow.woken", "append(key:value:) to who waits, and a signal back that is waited for", woken, per: 2_000),
    ]
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
