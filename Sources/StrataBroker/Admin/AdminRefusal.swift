import StrataEngine
import StrataWire

/// Why one topic, partition or resource of an admin request is refused: Kafka's code, and words for whoever asked.
struct AdminRefusal: Error, Hashable {
  var code: ErrorCode
  var message: String

  init(_ code: ErrorCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What the engine refused.
  init(_ error: EngineError) {
    code = error.code
    message = error.description
    // Kafka's controller counts what it makes; the engine has a limit for a topic.
    if case .invalidPartitionCount(let count, let most) = error, count > most { code = .policyViolation }
  }

  static let duplicateTopic = AdminRefusal(.invalidRequest, "the topic is named more than once; name it once")
}

/// What one request may ask for, so that a few bytes a time can't ask for more than there is memory (SPEC §12.4).
enum AdminLimits {
  /// Partitions that a request may make, as in Kafka.
  static let newPartitions = 10_000
  /// Settings that an answer tells.
  static let toldSettings = 100_000
  /// Partitions that are answered with words beside the code.
  static let wordyPartitions = 10_000
}

extension Sequence<String> {
  /// The names that come more than once.
  var repeated: Set<String> {
    var seen: Set<String> = []
    return Set(filter { !seen.insert($0).inserted })
  }
}

/// Who is to hold new partitions, where a request says it: there is one broker, which holds everything.
enum Placement {
  /// Refuses replicas that can't be had.
  static func check(_ replicas: [Int32]) throws(AdminRefusal) {
    guard let first = replicas.first else {
      throw AdminRefusal(.invalidReplicaAssignment, "the manual assignment has an empty list of replicas")
    }
    if let other = replicas.first(where: { $0 != Node.id }) {
      throw AdminRefusal(.invalidReplicaAssignment, "the manual assignment names broker \(other), which does not exist")
    }
    guard replicas.count == 1 else {
      throw AdminRefusal(.invalidReplicaAssignment, "the manual assignment names broker \(first) more than once")
    }
  }
}
