import StrataEngine
import StrataLog
import StrataTransport
import Synchronization

/// Seeking and pausing (SPEC §8.3). Each holds the lock that reading holds, so nothing read before is delivered after.
extension InProcessConsumer {
  func seek(_ partition: TopicPartition, to position: StartPosition) async throws(TransportError) {
    let attempted = "seek in \(partition)"
    try change([partition], attempted) { reader throws(TransportError) in
      do throws(EngineError) {
        reader.position = try reader.partition.begin(at: position, options.isolation)
      } catch { throw TransportError(error, attempted) }
    }
  }

  func pause(_ partitions: [TopicPartition]) async throws(TransportError) {
    try change(partitions, "pausing") { reader throws(TransportError) in reader.isPaused = true }
  }

  func resume(_ partitions: [TopicPartition]) async throws(TransportError) {
    try change(partitions, "resuming") { reader throws(TransportError) in reader.isPaused = false }
  }

  /// Changes all of the partitions, or none if one is not held.
  private func change(
    _ partitions: [TopicPartition], _ attempted: String,
    _ body: (inout PartitionReader) throws(TransportError) -> Void
  ) throws(TransportError) {
    try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      for partition in partitions where state.readers[partition.id] == nil {
        throw TransportError(.invalid, attempted, "\(partition) is not held; wait until it is assigned")
      }
      for partition in partitions {
        guard var reader = state.readers[partition.id] else { continue }
        try body(&reader)
        state.readers[partition.id] = reader
      }
    }
    signal.raise()
  }
}
