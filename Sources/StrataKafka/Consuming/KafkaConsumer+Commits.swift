internal import CRDKafka
internal import StrataTransport
import Synchronization

/// The group's stored offsets (SPEC §8.4, §13.4).
extension KafkaConsumer {
  func commit(_ offsets: [TopicPartition: Int64]) async throws(TransportError) {
    let attempted = "commit of \(offsets.count) offsets"
    try checkGroup(attempted)
    if let bad = offsets.first(where: { $0.value < 0 }) {
      throw TransportError(.invalid, attempted, "offset \(bad.value) of \(bad.key); give 0 or more")
    }
    guard !offsets.isEmpty else { return }
    let list = offsets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let deadline = ContinuousClock.now + cluster.settings.requestTimeout
    while true {
      try checkHeld(list.map(\.0), attempted)
      let failure = await commits.commit(list)
      if failure.isNone { return }
      // A round of the group is being finished: the broker takes it once the round is over.
      guard failure.number == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS.rawValue, ContinuousClock.now < deadline else {
        throw try explain(failure, attempted)
      }
      do { try await Task.sleep(for: .milliseconds(10)) } catch {
        throw TransportError(.cancelled, attempted, "the group was rebalancing; nothing is stored")
      }
    }
  }

  /// Fenced unless all are held: Kafka takes the commit of any member for any partition.
  private func checkHeld(_ partitions: [TopicPartition], _ attempted: String) throws(TransportError) {
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      if let fatal = state.fatal { throw fatal }
      for partition in partitions where state.held[partition] == nil {
        throw TransportError(
          .fenced, attempted, "\(partition) is not this member's; nothing is stored: throw its unfinished work away")
      }
      try client.use(attempted) { () throws(TransportError) in
        if let fatal = client.fatal { throw fatal.error(attempted) }
        if client.isAssignmentLost { throw Failure(RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST).error(attempted) }
      }
    }
  }

  private func explain(_ failure: Failure, _ attempted: String) throws(TransportError) -> TransportError {
    if failure.number == RD_KAFKA_RESP_ERR__FATAL.rawValue {
      return try client.use(attempted) { () throws(TransportError) in (client.fatal ?? failure).error(attempted) }
    }
    return failure.error(attempted)
  }

  func committed(_ partitions: [TopicPartition]) async throws(TransportError) -> [TopicPartition: Int64] {
    let attempted = "reading committed offsets"
    try checkGroup(attempted)
    let timeout = cluster.settings.requestTimeout
    return try await client.useOffPool(attempted) { [client] () throws(TransportError) in
      try client.committed(partitions, attempted, timeout)
    }
  }

  private func checkGroup(_ attempted: String) throws(TransportError) {
    try state.withLock { state throws(TransportError) in try state.checkOpen(attempted) }
    guard subscription.group != nil else {
      throw TransportError(.invalid, attempted, "a reader of partitions has no group; subscribe as a member of one")
    }
  }
}
