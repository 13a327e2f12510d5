import StrataEngine
import StrataTransport

/// What a consumer holds, and what it was told (SPEC §8.3).
struct ConsumerState {
  /// Partitions held, with where reading stands.
  var readers: [PartitionID: PartitionReader] = [:]
  /// The order in which they take turns, and whose turn it is.
  var order: [PartitionID] = []
  var turn = 0
  /// Given up when the next event is asked for.
  var leaving: [PartitionID] = []
  /// To be announced by the first event, for a reader without a group.
  var unannounced: [PartitionID] = []
  var isInside = false
  /// Partitions whose position waits for the end of a transaction.
  var isPending = false
  var isClosed = false

  func checkOpen(_ attempted: String) throws(TransportError) {
    if isClosed { throw TransportError(.closed, attempted, "the consumer is closed; make a new one") }
  }

  mutating func drop(_ id: PartitionID, _ signal: Signal) {
    readers.removeValue(forKey: id)?.partition.forget(signal)
    order.removeAll { $0 == id }
  }

  /// Takes an event to heart and puts it in the transport's words.
  mutating func hear(
    _ event: MemberEvent, _ engine: Engine, _ isolation: Isolation, _ signal: Signal
  ) -> ConsumerEvent {
    switch event {
    case .assigned(let partitions):
      for id in partitions {
        // A topic that was deleted a moment ago has nothing to read; the group will say that it is gone.
        guard let partition = try? engine.topic(id.topic).partition(id.index) else { continue }
        readers[id] = PartitionReader(partition, isolation)
        order.append(id)
        partition.notify(signal)
      }
      return .assigned(partitions.map(TopicPartition.init))
    case .revoked(let partitions):
      leaving = partitions
      return .revoked(partitions.map(TopicPartition.init))
    case .lost(let partitions):
      for id in partitions { drop(id, signal) }
      return .lost(partitions.map(TopicPartition.init))
    }
  }
}

extension TopicPartition {
  init(_ id: PartitionID) { self.init(id.topic, id.index) }

  var id: PartitionID { PartitionID(topic, partition) }
}

extension Duration {
  /// Whole milliseconds, at most what fits.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    return overflow ? .max : whole + attoseconds / 1_000_000_000_000_000
  }
}
