import BenchmarkTable
import Glibc
import Strata
import StrataBroker

/// Allocations in a broker, by what one client asks of it over a socket, counted over every thread: the client itself
/// makes none. A request costs a few, and as many when it carries a thousand records: a record costs none.
struct BrokerAllocationRows {
  private static let topic = "allocations"
  private static let most = 1_000
  private static let warmUp = 50
  private static let rounds = 1_000

  let scratch: Scratch

  func rows() throws -> [Row] {
    let engine = try Engine.open(scratch.path + "/broker")
    try engine.createTopic(Self.topic)
    var settings = BrokerSettings()
    settings.port = 0
    let broker = try Broker(engine: engine, settings: settings)
    defer { broker.stop() }
    let client = try RequestSender(port: broker.port)
    let produceOne = try cost(of: produce(1), through: client, answeredBy: 40)
    let produceMany = try cost(of: produce(Self.most), through: client, answeredBy: 40)
    // The log begins with batches of one record and ends with batches of many.
    let end = try engine.topic(Self.topic).partition(0).log.endOffset().value
    guard end == Int64((Self.warmUp + Self.rounds) * (1 + Self.most)) else {
      throw BenchmarkError("the broker stored \(end) records, not all")
    }
    let fetchOne = try cost(of: fetch(from: 0, atMost: 1), through: client, answeredBy: 160)
    let fetchMany = try cost(of: fetch(from: end - 1, atMost: 1 << 20), through: client, answeredBy: 100 * Self.most)
    return row("produce", "a broker's produce", produceOne, produceMany)
      + row("fetch", "a broker's fetch", fetchOne, fetchMany)
  }

  private func row(_ name: String, _ what: String, _ one: Double, _ many: Double) -> [Row] {
    [
      Row(
        name: "allocations.broker.\(name).request", what: "allocations: \(what), one record", unit: "a request",
        value: one),
      Row(
        name: "allocations.broker.\(name).record", what: "allocations: \(what), what a thousand add", unit: "a record",
        value: max(0, many - one) / Double(Self.most - 1)),
    ]
  }

  /// Allocations for each time that a request is sent and answered, with so many bytes at least.
  private func cost(of request: [UInt8], through client: RequestSender, answeredBy least: Int) throws -> Double {
    var answered = 0
    for _ in 0..<Self.warmUp { answered = try client.ask(request) }
    let count = try allocations { for _ in 0..<Self.rounds { _ = try client.ask(request) } }
    guard answered >= least else { throw BenchmarkError("the broker answered \(answered) bytes, not \(least) or more") }
    return Double(count) / Double(Self.rounds)
  }

  // MARK: Requests

  /// Produce, version 8: `count` records of 100 bytes in a batch, acknowledged by all.
  private func produce(_ count: Int) throws -> [UInt8] {
    let value = [UInt8](repeating: 0x61, count: 100)
    var builder = try BatchBuilder()
    for _ in 0..<count { try builder.add(key: nil, value: value.span, timestamp: Timestamp(milliseconds: 1)) }
    let batch = try builder.finish().bytes
    var body: [UInt8] = []
    body.add(Int16(-1))
    body.add(Int16(-1))
    body.add(Int32(10_000))
    body.add(Int32(1))
    body.add(Self.topic)
    body.add(Int32(1))
    body.add(Int32(0))
    body.add(Int32(batch.count))
    for n in batch.indices { body.append(batch[n]) }
    return frame(api: 0, version: 8, body)
  }

  /// Fetch, version 11, without a session: one batch at an offset, or as many as fit.
  private func fetch(from offset: Int64, atMost bytes: Int32) -> [UInt8] {
    var body: [UInt8] = []
    for number in [-1, 500, 1, 1 << 20] as [Int32] { body.add(number) }
    body.append(0)
    for number in [0, -1, 1] as [Int32] { body.add(number) }
    body.add(Self.topic)
    for number in [1, 0, -1] as [Int32] { body.add(number) }
    body.add(offset)
    body.add(Int64(-1))
    body.add(bytes)
    body.add(Int32(0))
    body.add("")
    return frame(api: 1, version: 11, body)
  }

  private func frame(api: Int16, version: Int16, _ body: [UInt8]) -> [UInt8] {
    var head: [UInt8] = []
    head.add(api)
    head.add(version)
    head.add(Int32(1))
    head.add("bench")
    var frame: [UInt8] = []
    frame.add(Int32(head.count + body.count))
    return frame + head + body
  }
}

extension [UInt8] {
  /// Kafka's integers, the high byte first.
  fileprivate mutating func add(_ number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Kafka's strings, the length first.
  fileprivate mutating func add(_ text: String) {
    add(Int16(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
