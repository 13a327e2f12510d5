import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Hands out batches as they lie (SPEC §12.2): from the log's mapping into the socket. Where there is too little yet
  /// the answer waits for appends, or for the time that the client gives.
  static let fetch = Handler(FetchRequest.self) { request, call in
    let broker = call.broker
    let usesIDs = call.version >= 13
    let opened = broker.fetchSessions.open(
      id: request.sessionID, epoch: request.sessionEpoch, targets(request, usesIDs, broker.engine),
      forgetting: forgotten(request), usesIDs: usesIDs, now: broker.now)
    let (context, targets): (FetchSessions.Context, [FetchTarget])
    switch opened {
    case .failure(let flaw): return .now(FetchResponse(errorCode: flaw.code))
    case .success(let found): (context, targets) = found
    }
    let maxBytes = min(max(0, Int(request.maxBytes)), broker.settings.maxFetchBytes)
    let fetch = OpenFetch(
      context: context, targets: targets, usesIDs: usesIDs, isCommitted: request.isolationLevel == 1,
      maxBytes: maxBytes, minBytes: min(Int(request.minBytes), maxBytes))
    let reading = fetch.read(broker.engine)
    if request.maxWaitMs <= 0 || fetch.isDone(reading) {
      let (response, slices) = fetch.answer(reading, broker)
      return .now(response, slices: slices)
    }
    broker.parkedFetches.park(
      fetch, reading, for: Int64(request.maxWaitMs), call.connection, call.reply(), broker)
    return .later
  }

  private static func targets(_ request: FetchRequest, _ usesIDs: Bool, _ engine: Engine) -> [FetchTarget] {
    var targets: [FetchTarget] = []
    for topic in request.topics {
      let name = usesIDs ? engine.topic(TopicID(topic.topicID))?.name : topic.topic
      for partition in topic.partitions {
        targets.append(
          FetchTarget(
            key: .init(topic: topic.topic, id: topic.topicID, partition: partition.partition), name: name,
            offset: partition.fetchOffset, maxBytes: partition.partitionMaxBytes,
            leaderEpoch: partition.currentLeaderEpoch, lastEpoch: partition.lastFetchedEpoch))
      }
    }
    return targets
  }

  private static func forgotten(_ request: FetchRequest) -> [FetchTarget.Key] {
    request.forgottenTopicsData.flatMap { topic in
      topic.partitions.map { .init(topic: topic.topic, id: topic.topicID, partition: $0) }
    }
  }
}

/// A fetch that is being answered.
struct OpenFetch {
  var context: FetchSessions.Context
  var targets: [FetchTarget]
  var usesIDs: Bool
  /// Only what is committed is wanted: the client leaves out what it is told was aborted.
  var isCommitted: Bool
  var maxBytes: Int
  var minBytes: Int

  func read(_ engine: Engine) -> FetchReading {
    FetchReading(targets, of: engine, maxBytes: maxBytes, usesIDs: usesIDs, isCommitted: isCommitted)
  }

  /// Whether there is no reason to wait.
  func isDone(_ reading: FetchReading) -> Bool {
    targets.isEmpty || reading.isUrgent || reading.byteCount >= minBytes
  }

  /// The response, and the slices of logs that go into it.
  func answer(_ reading: FetchReading, _ broker: BrokerLoop) -> (FetchResponse, [LogSlice]) {
    for partition in reading.damaged { broker.reported.tell(partition.damage, broker.log) }
    let (id, told) = broker.fetchSessions.close(context, targets, reading.states, now: broker.now)
    var response = FetchResponse(sessionID: id)
    var slices: [LogSlice] = []
    for place in told {
      let target = targets[place]
      let last = response.responses.indices.last
      if last.map({
        response.responses[$0].topic != target.key.topic || response.responses[$0].topicID != target.key.id
      })
        ?? true
      {
        response.responses.append(.init(topic: target.key.topic, topicID: target.key.id))
      }
      let slice = reading.slices[place]
      if let slice { slices.append(slice) }
      response.responses[response.responses.count - 1].partitions.append(
        partition(target.key.partition, reading.states[place], slice))
    }
    return (response, slices)
  }

  private func aborted(_ state: FetchState) -> [FetchResponse.AbortedTransaction] {
    state.aborted.map { .init(producerID: $0.producerID, firstOffset: $0.firstOffset.value) }
  }

  private func partition(_ index: Int32, _ state: FetchState, _ slice: LogSlice?) -> FetchResponse.Partition {
    var partition = FetchResponse.Partition(
      partitionIndex: index, errorCode: state.code, highWatermark: state.highWatermark,
      lastStableOffset: state.lastStable, logStartOffset: state.logStart,
      abortedTransactions: state.isNowhere || isCommitted && state.code == .none ? aborted(state) : nil,
      // Never null: clients break on it.
      records: .splice(slice?.byteCount ?? 0))
    if let end = state.diverging { partition.divergingEpoch = .init(epoch: state.epoch, endOffset: end) }
    return partition
  }
}
