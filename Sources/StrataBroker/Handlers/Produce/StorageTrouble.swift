import StrataEngine
import StrataWire

/// Partitions whose storage takes no records, each told of once until it takes them again (SPEC §12.2): a client is
/// told to try again and does so in silence, and only who reads the broker's log can make room.
struct StorageTrouble {
  private var partitions: Set<PartitionID> = []

  /// Records were refused; a line, if it is the storage's fault and new.
  mutating func refused(by partition: PartitionID, _ error: EngineError) -> String? {
    error.code == .kafkaStorageError && partitions.insert(partition).inserted ? "\(error)" : nil
  }

  /// Records were stored; a line, if that is new.
  mutating func took(_ partition: PartitionID) -> String? {
    !partitions.isEmpty && partitions.remove(partition) != nil ? "\(partition): takes records again" : nil
  }
}
