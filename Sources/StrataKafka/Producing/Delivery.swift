internal import CRDKafka
internal import StrataTransport
import Synchronization

/// One idempotent librdkafka producer and the sends that are under way in it (SPEC §13.3).
///
/// Each record bears a ticket: its send and its place in it. Delivery reports come on the edge's thread, in bulk, and
/// are entered by ticket. The first record that fails breaks the delivery: what is queued or in flight is purged, so
/// that nothing behind a failed record is stored, and a new delivery takes over.
final class Delivery: Sendable {
  private let client: Client
  private let edge: Edge
  private let timeout: Duration
  private let descriptor: Int32
  private let sends = Mutex(Sends())

  /// Makes the producer for batches of at most `largestBatch` bytes.
  init(_ cluster: Cluster, _ options: ProducerOptions, largestBatch: Int, _ attempted: String) throws(TransportError) {
    edge = cluster.edge
    timeout = cluster.settings.deliveryTimeout
    let codec =
      switch options.compression {
      case .none: "none"
      case .gzip: "gzip"
      case .snappy: "snappy"
      case .lz4: "lz4"
      case .zstd: "zstd"
      }
    let limit = min(max(largestBatch, 1), 1_000_000_000)
    let configuration = try Configuration(
      cluster.brokers, cluster.settings,
      [
        "enable.idempotence": "true", "enable.gapless.guarantee": "true", "acks": "all",
        // A send ends as a whole, by its own deadline: a record that timed out alone would leave a gap.
        "message.timeout.ms": "0", "linger.ms": "0", "compression.type": codec, "batch.size": "\(limit)",
        // What compression makes of a record, only the broker can judge.
        "message.max.bytes": options.compression == .none ? "\(max(limit, 1_000))" : "1000000000",
        "queue.buffering.max.messages": "100000", "queue.buffering.max.kbytes": "\(max(64 << 10, limit >> 9))",
      ], attempted)
    configuration.setEvents(RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
    client = try Client(.producer, configuration, attempted)
    descriptor = try edge.open(attempted)
    edge.watch(descriptor, Edge.Source(woken: { [weak self] in self?.takeReports() }))
    unsafe strata_kafka_wake_on(client.queue, descriptor)
  }

  /// Whether it takes no more: make another.
  var isBroken: Bool { sends.withLock { $0.isBroken } }

  // MARK: Sending

  /// Sends the records of `range`, each to its partition, and returns their offsets once all are acknowledged.
  func send(
    _ records: [Record], _ range: Range<Int>, _ partitions: [Int32], to topic: String, _ attempted: String
  ) async throws(TransportError) -> [Int64] {
    let send = Sends.Send(range.count)
    let number = sends.withLock { $0.open(send) }
    let alarm = Alarm(after: timeout) { send.wake.raise() }
    defer { alarm.cancel() }
    var at = range.lowerBound
    var refusal: Int32 = 0
    while at < range.upperBound, refusal == 0 {
      send.wake.lower()
      let code = produce(records, &at, range, partitions, to: topic, number)
      // Entered while records are still on their way: no report may seem to be the last before the last is produced.
      let hasAskedForRoom = sends.withLock { sends in
        defer { send.wantsRoom = code == RD_KAFKA_RESP_ERR__QUEUE_FULL.rawValue }
        return send.wantsRoom
      }
      guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL.rawValue else {
        refusal = code
        continue
      }
      if alarm.hasRung { stop() }
      // Tries once more after it asked to be woken: room may have come before.
      if hasAskedForRoom, !(await send.wake.wait()) {
        throw abandon(number, produced: at - range.lowerBound, attempted)
      }
    }
    sends.withLock { _ in send.produced = at - range.lowerBound }
    while true {
      send.wake.lower()
      if sends.withLock({ _ in send.reported == send.produced }) { break }
      if alarm.hasRung { stop() }
      guard await send.wake.wait() else { throw abandon(number, produced: at - range.lowerBound, attempted) }
    }
    finish(number)
    let failure = send.failure == 0 ? refusal : send.failure
    guard failure == 0 else { throw error(failure, hasRung: alarm.hasRung, attempted) }
    return send.offsets
  }

  /// Hands records over until one is not taken or all are; moves `at` behind the last one taken. Zero, or why not.
  private func produce(
    _ records: [Record], _ at: inout Int, _ range: Range<Int>, _ partitions: [Int32], to topic: String,
    _ number: UInt32
  ) -> Int32 {
    do throws(TransportError) {
      return try client.use("") { () throws(TransportError) in
        guard let handle = client.topic(topic) else { return RD_KAFKA_RESP_ERR__INVALID_ARG.rawValue }
        while at < range.upperBound {
          // A broken producer's queue was purged; what came after that would be stored.
          if isBroken { return RD_KAFKA_RESP_ERR__PURGE_QUEUE.rawValue }
          let end = min(range.upperBound, at + 64)
          while at < end {
            let ticket = UInt64(number) << 32 | UInt64(at - range.lowerBound)
            let code = client.produce(records[at], to: handle, partitions[at], ticket)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return code.rawValue }
            at += 1
          }
        }
        return 0
      }
    } catch {
      return RD_KAFKA_RESP_ERR__DESTROY.rawValue
    }
  }

  /// Leaves the records to themselves: close waits for them.
  private func abandon(_ number: UInt32, produced: Int, _ attempted: String) -> TransportError {
    let closing = sends.withLock { $0.abandon(number, produced: produced) }
    closing?.resume()
    return TransportError(
      .cancelled, attempted, "the task was cancelled while records were under way: some or all may be stored")
  }

  private func finish(_ number: UInt32) {
    let closing = sends.withLock { $0.close(number) }
    closing?.resume()
  }

  private func error(_ code: Int32, hasRung: Bool, _ attempted: String) -> TransportError {
    let failure = Failure(number: code)
    if Sends.stopped.contains(code) {
      let why =
        hasRung
        ? "not acknowledged within \(timeout): the brokers can't be reached or are too slow"
        : "stopped because another record of this producer failed"
      return TransportError(.unavailable, attempted, "\(why); some records may be stored, send them again")
    }
    let advice = failure.code == .tooLarge ? "send smaller records or raise the topic's max.message.bytes" : ""
    return failure.error(attempted, advice)
  }

  // MARK: Reports

  /// Takes all reports there are. On the edge's thread.
  private func takeReports() {
    // Once it is closed, all sends are over.
    guard let reports = try? client.use("", { () throws(TransportError) in client.takeReports() }) else { return }
    let (woken, closing, failed) = sends.withLock { $0.enter(reports) }
    for wake in woken { wake.raise() }
    closing?.resume()
    if failed { stop() }
  }

  /// Fails what is queued or in flight, at once, and takes nothing more.
  private func stop() {
    let wakes = sends.withLock { $0.breakOff() }
    guard let wakes else { return }
    try? client.use("") { () throws(TransportError) in client.purge() }
    for wake in wakes { wake.raise() }
  }

  // MARK: Closing

  /// Waits for what is under way and ends the producer.
  func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      if sends.withLock({ $0.waitForAll(continuation) }) { continuation.resume() }
    }
    unsafe strata_kafka_wake_on(client.queue, -1)
    edge.remove(descriptor)
    await client.close()
  }
}
