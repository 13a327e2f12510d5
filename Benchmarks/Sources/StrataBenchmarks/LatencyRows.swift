import BenchmarkTable
import Strata

/// From an append to its delivery on another thread, in one process: our transport against a byte through a pipe.
struct LatencyRows {
  let scratch: Scratch
  private let count = 2_000
  /// Nanoseconds between two sends; the receiver is idle again by then.
  private let pause: UInt64 = 300_000

  func rows() async throws -> [Row] {
    let ours = try await delivered()
    let pipe = try PipeWake.latencies(count, pause: pause)
    return [("p50", 50.0), ("p99", 99.0)].map { name, percent in
      Row(
        name: "latency.\(name)", what: "send to received in process, 512 B, \(name)", unit: "µs",
        value: percentile(percent, ours),
        peer: percentile(percent, pipe), peerName: "a byte through a pipe")
    }
  }

  /// Microseconds of each send, from before it to when the record was in the consumer's hands.
  private func delivered() async throws -> [Double] {
    let engine = try Engine.open(scratch.path + "/latency")
    let transport = InProcessTransport(engine)
    try await transport.admin.createTopic("latency", partitions: 1, settings: [:])
    let consumer = try await transport.consumer(.partitions([TopicPartition("latency", 0)]), .init())
    _ = try await consumer.next(within: nil)
    let producer = try await transport.producer(.init())
    let record = Record(value: [UInt8](repeating: 0x61, count: 512), placement: .partition(0))
    let count = count
    async let arrivals = Self.arrivals(count, consumer)
    var sent: [ContinuousClock.Instant] = []
    for _ in 0..<count {
      // Kept busy, so that the receiver can't run on this thread.
      spin(until: nanoseconds() + pause)
      sent.append(.now)
      _ = try await producer.send([record], to: "latency")
    }
    let arrived = try await arrivals
    await transport.close()
    try engine.close()
    return zip(sent, arrived).map { $0.duration(to: $1) / .microseconds(1) }
  }

  @concurrent
  private static func arrivals(
    _ count: Int, _ consumer: any TransportConsumer
  ) async throws -> [ContinuousClock.Instant] {
    var arrived: [ContinuousClock.Instant] = []
    while arrived.count < count {
      guard case .batch(let batch) = try await consumer.next(within: nil) else { continue }
      let now = ContinuousClock.now
      for _ in batch.records { arrived.append(now) }
    }
    return arrived
  }
}
