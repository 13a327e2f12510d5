import StrataWire

/// The APIs that this broker speaks, and with that what ApiVersions lists: a new API is a file and a line here.
enum HandlerTable {
  static let all: [Handler] = [
    .apiVersions, .metadata, .produce, .fetch, .listOffsets, .initProducerId, .offsetForLeaderEpoch,
    .findCoordinator, .joinGroup, .syncGroup, .heartbeat, .leaveGroup, .offsetCommit, .offsetFetch, .offsetDelete,
    .describeGroups, .listGroups, .deleteGroups,
    .createTopics, .deleteTopics, .deleteRecords, .createPartitions, .describeConfigs, .alterConfigs,
    .incrementalAlterConfigs, .describeCluster, .describeTopicPartitions, .describeLogDirs, .describeProducers,
    .listConfigResources, .electLeaders,
  ]

  /// By key; the keys spoken are all below 128.
  static let byKey: [Handler?] = {
    var rows = [Handler?](repeating: nil, count: 128)
    for handler in all { rows[Int(handler.api.rawValue)] = handler }
    return rows
  }()

  /// The row of an API, if it is spoken here.
  static func row(_ key: Int16) -> Handler? { byKey.indices.contains(Int(key)) ? byKey[Int(key)] : nil }
}
