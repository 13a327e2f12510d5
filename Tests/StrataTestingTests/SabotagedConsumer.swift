import StrataTransport
import Synchronization

/// A consumer that is right but for one thing.
final class SabotagedConsumer: TransportConsumer {
  private let sabotage: Sabotage
  let inner: any TransportConsumer
  private let state = Mutex(State())

  private struct State {
    var readAhead: ConsumerEvent?
    var lastBatch: ConsumerEvent?
    var isRevoking = false
    var isClosed = false
    var isLost = false
  }

  init(_ sabotage: Sabotage, _ inner: any TransportConsumer) {
    self.sabotage = sabotage
    self.inner = inner
  }

  func next(within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    let (readAhead, isClosed, isLost) = state.withLock { state in
      defer { (state.readAhead, state.isRevoking) = (nil, false) }
      return (state.readAhead, state.isClosed, state.isLost)
    }
    if isClosed, sabotage == .answersNilWhenClosed { return nil }
    if isLost, sabotage == .stopsAfterLoss {
      try? await Task.sleep(for: within ?? .seconds(1_000))
      return nil
    }
    if let readAhead { return readAhead }
    let within = sabotage == .waitsTooLong && within != nil ? nil : within
    let event = sabotage == .polls ? try await poll(within) : try await ask(within)
    if case .batch = event { state.withLock { $0.lastBatch = event } }
    return try await changed(event, within)
  }

  /// Looks once a call, and now and then where there is no limit, instead of being woken.
  private func poll(_ within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    while true {
      if let event = try await inner.next(within: .zero) { return event }
      try? await Task.sleep(for: within ?? .seconds(1))
      if within != nil { return nil }
    }
  }

  private func ask(_ within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    do throws(TransportError) {
      return try await inner.next(within: within)
    } catch {
      if sabotage == .hidesCancel, error.code == .cancelled { return nil }
      if sabotage == .losesOnCancel, error.code == .cancelled {
        // What the cancelled call would have returned is taken and thrown away.
        _ = try? await Task { try await inner.next(within: .zero) }.value
      }
      throw error
    }
  }

  private func changed(_ event: ConsumerEvent?, _ within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    switch (event, sabotage) {
    case (.lost, .hidesLoss): return try await next(within: within)
    case (.lost, .stopsAfterLoss): state.withLock { $0.isLost = true }
    case (.revoked, .dropsCommitsWhileRevoked): state.withLock { $0.isRevoking = true }
    case (.batch(var batch), .dropsLastHeader):
      for index in batch.records.indices { _ = batch.records[index].headers.popLast() }
      return .batch(batch)
    case (.batch(var batch), .swapsHeaders):
      for index in batch.records.indices { batch.records[index].headers.sort { $0.name < $1.name } }
      return .batch(batch)
    case (.batch(var batch), .wrongNext):
      batch.next += 1
      batch.end += 1
      return .batch(batch)
    default: break
    }
    return event
  }

  func seek(_ partition: TopicPartition, to position: StartPosition) async throws(TransportError) {
    if sabotage == .ignoresSeek { return }
    if sabotage == .deliversAfterSeek { state.withLock { $0.readAhead = $0.lastBatch } }
    do throws(TransportError) {
      if sabotage == .looksUpSeconds, case .time(let time) = position {
        try await inner.seek(partition, to: .time(time / 1_000 * 1_000))
      } else {
        try await inner.seek(partition, to: position)
      }
    } catch {
      switch (sabotage, error.code) {
      case (.clampsSeek, .invalid): try await inner.seek(partition, to: .beginning)
      case (.takesAnyPartitionCall, .invalid): return
      default: throw error
      }
    }
    if sabotage == .resumesAtSeek { try? await inner.resume([partition]) }
  }

  func pause(_ partitions: [TopicPartition]) async throws(TransportError) {
    if sabotage == .ignoresPause { return }
    try await inner.pause(partitions)
  }

  func resume(_ partitions: [TopicPartition]) async throws(TransportError) { try await inner.resume(partitions) }

  func commit(_ offsets: [TopicPartition: Int64]) async throws(TransportError) {
    if sabotage == .losesCommits || state.withLock({ $0.isRevoking }) { return }
    do throws(TransportError) {
      try await inner.commit(offsets)
    } catch {
      if sabotage == .acceptsLateCommits, error.code == .fenced { return }
      throw error
    }
  }

  func committed(_ partitions: [TopicPartition]) async throws(TransportError) -> [TopicPartition: Int64] {
    try await inner.committed(partitions)
  }

  func close() async {
    state.withLock { $0.isClosed = true }
    if sabotage != .staysAtClose { await inner.close() }
  }
}
