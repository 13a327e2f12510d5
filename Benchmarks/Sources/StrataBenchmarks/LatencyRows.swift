import BenchmarkTable
import Glibc
import Strata
import Synchronization

/// From an append to its delivery on another thread, in one process: our transport against a byte through a pipe.
struct LatencyRows {
  let scratch: Scratch
  private let count = 2_000
  /// Between two sends; the receiver is idle again by then.
  private let pause = Duration.microseconds(300)

  func rows() async throws -> [Row] {
    let ours = try await delivered()
    let pipe = try await piped()
    return [("p50", 50.0), ("p99", 99.0)].map { name, percent in
      Row(
        name: "latency.\(name)", what: "append to delivered, 512 B, \(name)", unit: "µs",
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
      spin(pause)
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

  /// The same with two threads and a pipe: what the operating system takes to wake a thread.
  private func piped() async throws -> [Double] {
    var ends: [Int32] = [0, 0]
    // pipe(2) fills the array's two elements.
    guard unsafe pipe(&ends) == 0 else { throw BenchmarkError("no pipe") }
    let (reading, writing, count) = (ends[0], ends[1], count)
    async let arrivals = Self.pipeArrivals(count, reading)
    var sent: [ContinuousClock.Instant] = []
    for _ in 0..<count {
      spin(pause)
      sent.append(.now)
      var byte: UInt8 = 1
      // One byte, which lives through the call.
      _ = unsafe write(writing, &byte, 1)
    }
    let arrived = await arrivals
    close(reading)
    close(writing)
    return zip(sent, arrived).map { $0.duration(to: $1) / .microseconds(1) }
  }

  @concurrent
  private static func pipeArrivals(_ count: Int, _ descriptor: Int32) async -> [ContinuousClock.Instant] {
    var arrived: [ContinuousClock.Instant] = []
    var byte: UInt8 = 0
    // One byte, which lives through the call.
    while arrived.count < count, unsafe read(descriptor, &byte, 1) == 1 { arrived.append(.now) }
    return arrived
  }

  private func spin(_ time: Duration) {
    let start = ContinuousClock.now
    while start.duration(to: .now) < time {}
  }
}
