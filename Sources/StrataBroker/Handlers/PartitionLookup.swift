import StrataEngine
import StrataWire

/// A partition by topic name and number, or what Kafka says of one that isn't there.
extension Engine {
  /// The partition.
  func partition(_ topic: String, _ index: Int32) -> Result<Partition, RefusedPartition> {
    do throws(EngineError) {
      return .success(try self.topic(topic).partition(index))
    } catch { return .failure(RefusedPartition(code: error.code)) }
  }
}

/// Why nothing is said of a partition.
struct RefusedPartition: Error {
  var code: ErrorCode
}

/// The epoch in which a client believes the leader to be (SPEC §12.2).
enum LeaderEpochCheck {
  /// What is wrong with it; nil for the `current` epoch and for −1, which asks for no check.
  static func flaw(_ claimed: Int32, _ current: Int32) -> ErrorCode? {
    if claimed < 0 || claimed == current { return nil }
    return claimed < current ? .fencedLeaderEpoch : .unknownLeaderEpoch
  }
}
