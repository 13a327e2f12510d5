internal import StrataTransport
import Synchronization

/// What `next` agrees to, and what it finds.
extension KafkaConsumer {
  /// Agrees to the last event: gives up what was revoked, begins to read what was assigned.
  func agree() async throws(TransportError) {
    let isAssigned = try state.withLock { state throws(TransportError) in
      if let fatal = state.fatal { throw fatal }
      try client.use(Self.asking) { () throws(TransportError) in
        if !state.isSubscribed {
          if subscription.group != nil { try client.subscribe(subscription.topics, Self.asking) }
          state.isSubscribed = true
          state.hasAgreed = subscription.group == nil
        }
        if !state.leaving.isEmpty {
          let leaving = state.leaving
          state.leaving = []
          state.drop(leaving)
          try client.unassign(leaving, Self.asking)
        }
      }
      return !state.joining.isEmpty
    }
    if isAssigned { try await begin() }
  }

  /// Gives what was assigned and not sought a position, the group's or the options', and begins to fetch.
  private func begin() async throws(TransportError) {
    let open = state.withLock { state in state.joining.filter { state.held[$0]?.position == nil } }
    let starts = open.isEmpty ? [:] : try await starts(of: open)
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(Self.asking)
      for partition in state.joining where state.held[partition]?.position == nil {
        state.held[partition]?.position = starts[partition]
      }
      let offsets = state.joining.compactMap { partition in
        state.held[partition]?.position.map { (partition, $0) }
      }
      let paused = state.joining.filter { state.held[$0]?.isPaused ?? false }
      try client.use(Self.asking) { () throws(TransportError) in
        try client.assign(offsets, Self.asking)
        state.hasAgreed = true
        if !paused.isEmpty { client.pause(paused) }
      }
      state.joining = []
    }
  }

  private func starts(of partitions: [TopicPartition]) async throws(TransportError) -> [TopicPartition: Int64] {
    var starts: [TopicPartition: Int64] = [:]
    if subscription.group != nil { starts = try await committed(partitions) }
    let rest = partitions.filter { starts[$0] == nil }
    starts.merge(try await offsets(of: rest, at: options.start, Self.asking)) { first, _ in first }
    return starts
  }

  /// Where a position lies in each of the partitions; a time behind the last record is the end.
  func offsets(
    of partitions: [TopicPartition], at position: StartPosition, _ attempted: String
  ) async throws(TransportError) -> [TopicPartition: Int64] {
    let time: Int64
    switch position {
    case .offset(let offset): return Dictionary(partitions.map { ($0, offset) }) { $1 }
    case .beginning: time = Client.earliest
    case .end: time = Client.latest
    case .time(let asked): time = max(0, asked)
    }
    return try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      var found = try client.offsets(partitions.map { ($0, time) }, attempted, timeout)
      let none = found.filter { $0.value < 0 }.keys.map { ($0, Client.latest) }
      found.merge(try client.offsets(none, attempted, timeout)) { $1 }
      return found
    }
  }

  // MARK: Taking

  /// What there is now. Holds the lock that seeking and pausing hold, so nothing read before is delivered after.
  func take() throws(TransportError) -> ConsumerEvent? {
    let (event, nudge) = try state.withLock { state throws(TransportError) in
      try state.checkOpen(Self.asking)
      if let fatal = state.fatal { throw fatal }
      if !state.expelled.isEmpty {
        defer { state.expelled = [] }
        return (ConsumerEvent?.some(.lost(state.expelled)), false)
      }
      if !state.unannounced.isEmpty {
        let partitions = state.unannounced
        state.unannounced = []
        state.add(partitions)
        return (ConsumerEvent?.some(.assigned(partitions)), false)
      }
      return try client.use(Self.asking) { () throws(TransportError) in
        let event = try read(&state)
        guard case .batch(let batch) = event else { return (event, false) }
        let bytes = batch.records.reduce(0) { $0 + ($1.value?.count ?? 0) }
        return (event, readAhead.took(batch.records.count, bytes, left: client.queueLength))
      }
    }
    if nudge, case .batch(let batch) = event { wakeConnection(batch.partition) }
    return event
  }

  private func read(_ state: inout Holdings) throws(TransportError) -> ConsumerEvent? {
    var batch: Batch?
    if let ahead = state.ahead {
      state.ahead = nil
      if state.isDue(ahead.partition, ahead.record.offset) {
        batch = Batch(ahead.partition, limit: options.maxBatchBytes)
        _ = batch?.take(ahead.record)
      }
    }
    while let event = state.waiting.take() ?? client.nextEvent(&state.names) {
      guard case .record(let record, let partition) = event else {
        if batch != nil {
          state.waiting = event
          break
        }
        if let event = try hear(event, &state) { return event }
        continue
      }
      if batch?.partition == partition {
        if batch?.take(record) == true { continue }
        state.ahead = (partition, record)
        break
      }
      // Fetched before a seek or of what is no longer held: the library drops most of it itself.
      guard state.isDue(partition, record.offset) else { continue }
      guard batch == nil else {
        state.ahead = (partition, record)
        break
      }
      batch = Batch(partition, limit: options.maxBatchBytes)
      _ = batch?.take(record)
    }
    guard let batch, let last = batch.records.last else { return nil }
    let next = last.offset + 1
    state.held[batch.partition]?.position = next
    return .batch(
      ConsumedBatch(
        partition: batch.partition, records: batch.records, next: next,
        end: max(next, client.end(of: batch.partition))))
  }

  /// Takes an event other than a record to heart; nil if the application need not know.
  private func hear(_ event: Client.Event, _ state: inout Holdings) throws(TransportError) -> ConsumerEvent? {
    switch event {
    case .record: return nil
    case .assign(let partitions):
      guard !partitions.isEmpty else {
        try client.assign([], Self.asking)
        state.hasAgreed = true
        return nil
      }
      state.add(partitions.sorted())
      return .assigned(state.joining)
    case .revoke(let partitions, let isLost):
      let held = partitions.filter { state.held[$0] != nil }.sorted()
      guard isLost || held.isEmpty else {
        state.leaving = partitions
        return .revoked(held)
      }
      state.drop(partitions)
      try client.unassign(partitions, Self.asking)
      return held.isEmpty ? nil : .lost(held)
    case .failed(let failure, let partition, let isFatal):
      if isFatal {
        let error = failure.error(Self.asking)
        state.fatal = error
        throw error
      }
      if failure.isOutOfRange, let partition {
        if state.held[partition] != nil { state.suspects.append(partition) }
        return nil
      }
      if failure.isPassing { return nil }
      throw failure.error(partition.map { "read of \($0)" } ?? Self.asking)
    }
  }

  /// Has the partition's connection look whether it may fetch again, by a question that costs little.
  private func wakeConnection(_ partition: TopicPartition) {
    let runs = startThread { [self] in
      _ = try? client.use("") { () throws(TransportError) in
        try client.offsets([(partition, Client.latest)], "", cluster.settings.requestTimeout)
      }
      readAhead.nudged()
    }
    if !runs { readAhead.nudged() }
  }

  // MARK: Outside

  /// Deals with partitions that the library stopped because their offset was outside. False if there are none; throws
  /// `invalid` when a position is outside still, which the application must move.
  func clearSuspects() async throws(TransportError) -> Bool {
    let suspects = state.withLock { state in
      defer { state.suspects = [] }
      return state.suspects
    }
    for partition in Set(suspects).sorted() {
      let start = try await offsets(of: [partition], at: .beginning, Self.asking)[partition] ?? 0
      let end = try await offsets(of: [partition], at: .end, Self.asking)[partition] ?? 0
      try state.withLock { state throws(TransportError) in
        guard let position = state.held[partition]?.position else { return }
        state.held[partition]?.isStopped = true
        guard start...max(start, end) ~= position else {
          throw TransportError(
            .invalid, "read of \(partition) at \(position)",
            "records are kept from \(start) up to \(end); seek to where to go on")
        }
        // The answer was to a position it has left: a seek came in between, and may have been undone by it.
        try client.use(Self.asking) { () throws(TransportError) in try move(partition, to: position, &state) }
      }
    }
    return !suspects.isEmpty
  }
}
