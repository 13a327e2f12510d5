internal import CRDKafka
internal import Glibc
internal import StrataTransport
import Synchronization

/// One librdkafka handle and the queue its events come from.
///
/// Whoever calls the library holds a use of it (``use(_:_:)``); the handle is destroyed when it is closed and the last
/// use is over, so no call ever meets a handle that is gone.
@safe final class Client: @unchecked Sendable {
  enum Kind { case producer, consumer }

  private struct Uses {
    var count = 0
    var isClosed = false
    var waiting: CheckedContinuation<Void, Never>?
  }

  // Set by `init` and valid until the last use is over; librdkafka's calls are safe from any thread.
  let handle: OpaquePointer
  let queue: OpaquePointer
  /// Where a consumer's commits are answered.
  let replies: OpaquePointer?
  private let kind: Kind
  private let wasAssigned = Atomic(false)
  private let uses = Mutex(Uses())
  private let topics = Mutex(Topics())

  /// Handles of topics that are produced to. The library's own are never sent anywhere.
  private struct Topics: Sendable {
    var handles: [String: TopicHandle] = [:]
  }

  /// Makes a handle. Nothing is connected yet. Throws `invalid` for settings that the library refuses.
  init(_ kind: Kind, _ configuration: Configuration, _ attempted: String) throws(TransportError) {
    self.kind = kind
    var reason = [CChar](repeating: 0, count: 512)
    let settings = unsafe configuration.take()
    let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
    // On success the handle owns the settings.
    guard let handle = unsafe rd_kafka_new(type, settings, &reason, reason.count) else {
      unsafe rd_kafka_conf_destroy(settings)
      throw TransportError(.invalid, attempted, "librdkafka refuses its settings: \(text(reason))")
    }
    guard
      let queue = unsafe kind == .producer ? rd_kafka_queue_get_main(handle) : rd_kafka_queue_get_consumer(handle)
    else {
      unsafe rd_kafka_destroy(handle)
      throw TransportError(.invalid, attempted, "librdkafka made no queue; give it a group")
    }
    unsafe self.handle = handle
    unsafe self.queue = queue
    unsafe replies = kind == .consumer ? rd_kafka_queue_new(handle) : nil
  }

  /// Calls the library; throws `closed` once the client is.
  func use<Answer>(
    _ attempted: String, _ body: () throws(TransportError) -> Answer
  ) throws(TransportError) -> Answer {
    guard enter() else {
      throw TransportError(.closed, attempted, "it was closed; make a new one")
    }
    defer { leave() }
    return try body()
  }

  /// The same for calls that may block: on a thread of their own.
  func useOffPool<Answer: Sendable>(
    _ attempted: String, _ body: @escaping @Sendable () throws(TransportError) -> Answer
  ) async throws(TransportError) -> Answer {
    guard enter() else {
      throw TransportError(.closed, attempted, "it was closed; make a new one")
    }
    defer { leave() }
    return try await offPool(attempted, body)
  }

  private func enter() -> Bool {
    uses.withLock { uses in
      if uses.isClosed { return false }
      uses.count += 1
      return true
    }
  }

  private func leave() {
    let waiting: CheckedContinuation<Void, Never>? = uses.withLock { uses in
      uses.count -= 1
      return uses.count == 0 ? uses.waiting.take() : nil
    }
    waiting?.resume()
  }

  /// The handle of a topic to produce to, made once.
  func topic(_ name: String) -> TopicHandle? {
    topics.withLock { topics in
      if let found = topics.handles[name] { return found }
      guard let made = unsafe rd_kafka_topic_new(handle, name, nil) else { return nil }
      let handle = unsafe TopicHandle(raw: made)
      topics.handles[name] = handle
      return handle
    }
  }

  /// Waits for calls under way, leaves a group and destroys the handle: queue, topics, then the handle itself. Only the
  /// first call does anything; its queue must no longer raise a descriptor.
  func close() async {
    let isFirst = uses.withLock { uses in
      defer { uses.isClosed = true }
      return !uses.isClosed
    }
    guard isFirst else { return }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isIdle = uses.withLock { uses in
        if uses.count == 0 { return true }
        uses.waiting = continuation
        return false
      }
      if isIdle { continuation.resume() }
    }
    // Blocks; without a thread to spare it blocks here, for the handle must go.
    do throws(TransportError) {
      try await offPool("closing") { self.destroy() }
    } catch {
      destroy()
    }
  }

  private func destroy() {
    if kind == .consumer {
      // Rather a handle too many than a process too few.
      guard settle(), leaveForGood() else { return }
    }
    unsafe rd_kafka_queue_destroy(queue)
    if let replies = unsafe replies { unsafe rd_kafka_queue_destroy(replies) }
    topics.withLock { topics in
      for topic in topics.handles.values { unsafe rd_kafka_topic_destroy(topic.raw) }
      topics.handles = [:]
    }
    unsafe rd_kafka_destroy(handle)
  }
}

// MARK: - A member between joining and its first assignment

extension Client {
  /// librdkafka 2.0.2 aborts the process when a cooperative member is destroyed that has joined its group and was never
  /// told an assignment. So whoever closes waits for that, which takes a round of the group, or at least doesn't
  /// destroy it. Answers whether it may be destroyed.
  private func settle() -> Bool {
    // A member that has not joined stays outside from here on.
    if !isJoining { unsafe _ = rd_kafka_unsubscribe(handle) }
    let deadline = ContinuousClock.now + .seconds(10)
    while isJoining, ContinuousClock.now < deadline {
      declineAll()
      if isJoining { usleep(1_000) }
    }
    return !isJoining
  }

  /// Leaves the group, giving everything up; false when that did not come to an end in five seconds, as destroying the
  /// handle then wouldn't either.
  private func leaveForGood() -> Bool {
    let error = unsafe rd_kafka_consumer_close_queue(handle, replies)
    if let error = unsafe error {
      // It was never more than made.
      unsafe rd_kafka_error_destroy(error)
      return true
    }
    let deadline = ContinuousClock.now + .seconds(5)
    while unsafe rd_kafka_consumer_closed(handle) == 0 {
      guard ContinuousClock.now < deadline else { return false }
      guard let event = unsafe rd_kafka_queue_poll(replies, 20) else { continue }
      if unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
        let partitions = unsafe PartitionList.elements(rd_kafka_event_topic_partition_list(event)).map(\.partition)
        let isAssigned = unsafe rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
        if isAssigned { try? assign([], "") } else { try? unassign(partitions, "") }
      }
      unsafe rd_kafka_event_destroy(event)
    }
    return true
  }

  private var isJoining: Bool {
    unsafe text(rd_kafka_rebalance_protocol(handle)) == "COOPERATIVE" && !wasAssigned.load(ordering: .relaxed)
  }

  /// An assignment was told, be it empty.
  func note(assignment: Bool) { if assignment { wasAssigned.store(true, ordering: .relaxed) } }
}

/// A topic as librdkafka knows it. Valid as long as its client.
@safe struct TopicHandle: @unchecked Sendable {
  let raw: OpaquePointer
}

/// The text of a buffer that C ended with NUL.
func text(_ buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
