internal import StrataTransport
import Synchronization

/// Seeking and pausing (SPEC §8.3). Each holds the lock that reading holds, so nothing read before is delivered after.
extension KafkaConsumer {
  func seek(_ partition: TopicPartition, to position: StartPosition) async throws(TransportError) {
    let attempted = "seek in \(partition)"
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      try state.checkHeld([partition], attempted)
    }
    if case .offset(let offset) = position, offset < 0 {
      throw TransportError(.invalid, attempted, "offset \(offset) is none; give 0 or more")
    }
    // The end is the end now, so it is asked for now.
    let offset = try await offsets(of: [partition], at: position, attempted)[partition] ?? 0
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      try state.checkHeld([partition], attempted)
      state.forgetAhead(partition)
      state.held[partition]?.position = offset
      guard !state.joining.contains(partition) else { return }
      try client.use(attempted) { () throws(TransportError) in try move(partition, to: offset, &state) }
    }
    wake.raise()
  }

  /// Has the library go on at this offset, by a seek or, where it fetches no more, from anew.
  func move(_ partition: TopicPartition, to offset: Int64, _ state: inout Holdings) throws(TransportError) {
    if state.held[partition]?.isStopped != true, client.seek(partition, to: offset) { return }
    let attempted = "seek in \(partition)"
    state.names.removeAll()
    if client.isEager {
      // Everything is assigned at once there.
      let all = state.held.compactMap { partition, holding in holding.position.map { (partition, $0) } }
      try client.assign(all, attempted)
      let paused = state.held.filter(\.value.isPaused).keys
      if !paused.isEmpty { client.pause(Array(paused)) }
    } else {
      try client.unassign([partition], attempted)
      try client.assign([(partition, offset)], attempted)
      if state.held[partition]?.isPaused == true { client.pause([partition]) }
    }
    state.held[partition]?.isStopped = false
  }

  func pause(_ partitions: [TopicPartition]) async throws(TransportError) {
    let attempted = "pausing"
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      try state.checkHeld(partitions, attempted)
      let new = partitions.filter { state.held[$0]?.isPaused == false }
      for partition in new {
        state.held[partition]?.isPaused = true
        state.forgetAhead(partition)
      }
      let fetched = new.filter { !state.joining.contains($0) }
      if !fetched.isEmpty { try client.use(attempted) { () throws(TransportError) in client.pause(fetched) } }
    }
  }

  func resume(_ partitions: [TopicPartition]) async throws(TransportError) {
    let attempted = "resuming"
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      try state.checkHeld(partitions, attempted)
      let paused = partitions.filter { state.held[$0]?.isPaused == true }
      for partition in paused { state.held[partition]?.isPaused = false }
      let fetched = paused.filter { !state.joining.contains($0) }
      guard !fetched.isEmpty else { return }
      try client.use(attempted) { () throws(TransportError) in
        client.resume(fetched)
        // The library would go on where it had read ahead to, and after a second; a seek says where, and wakes it.
        for partition in fetched {
          if let position = state.held[partition]?.position { try move(partition, to: position, &state) }
        }
      }
    }
    wake.raise()
  }
}
