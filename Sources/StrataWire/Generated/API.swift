/// Made by `tools/generate-wire` from the schema: change that, not this (SPEC §11.7).

/// The APIs spoken here, by Kafka's keys.
package enum API: Int16, CaseIterable, Sendable {
  /// Produce, versions 3–13.
  case produce = 0
  /// Fetch, versions 4–18.
  case fetch = 1
  /// ListOffsets, versions 1–11.
  case listOffsets = 2
  /// Metadata, versions 0–13.
  case metadata = 3
  /// OffsetCommit, versions 2–10.
  case offsetCommit = 8
  /// OffsetFetch, versions 1–10.
  case offsetFetch = 9
  /// FindCoordinator, versions 0–6.
  case findCoordinator = 10
  /// JoinGroup, versions 0–9.
  case joinGroup = 11
  /// Heartbeat, versions 0–4.
  case heartbeat = 12
  /// LeaveGroup, versions 0–5.
  case leaveGroup = 13
  /// SyncGroup, versions 0–5.
  case syncGroup = 14
  /// DescribeGroups, versions 0–6.
  case describeGroups = 15
  /// ListGroups, versions 0–5.
  case listGroups = 16
  /// ApiVersions, versions 0–4.
  case apiVersions = 18
  /// CreateTopics, versions 2–7.
  case createTopics = 19
  /// DeleteTopics, versions 1–6.
  case deleteTopics = 20
  /// DeleteRecords, versions 0–2.
  case deleteRecords = 21
  /// InitProducerId, versions 0–5.
  case initProducerId = 22
  /// OffsetForLeaderEpoch, versions 2–4.
  case offsetForLeaderEpoch = 23
  /// DescribeConfigs, versions 1–4.
  case describeConfigs = 32
  /// AlterConfigs, versions 0–2.
  case alterConfigs = 33
  /// DescribeLogDirs, versions 1–5.
  case describeLogDirs = 35
  /// CreatePartitions, versions 0–3.
  case createPartitions = 37
  /// DeleteGroups, versions 0–2.
  case deleteGroups = 42
  /// ElectLeaders, versions 0–2.
  case electLeaders = 43
  /// IncrementalAlterConfigs, versions 0–1.
  case incrementalAlterConfigs = 44
  /// OffsetDelete, versions 0–0.
  case offsetDelete = 47
  /// DescribeCluster, versions 0–2.
  case describeCluster = 60
  /// DescribeProducers, versions 0–0.
  case describeProducers = 61
  /// ListConfigResources, versions 0–1.
  case listConfigResources = 74
  /// DescribeTopicPartitions, versions 0–0.
  case describeTopicPartitions = 75
}

extension API {
  /// Kafka's name.
  package var name: String {
    switch self {
    case .produce: "Produce"
    case .fetch: "Fetch"
    case .listOffsets: "ListOffsets"
    case .metadata: "Metadata"
    case .offsetCommit: "OffsetCommit"
    case .offsetFetch: "OffsetFetch"
    case .findCoordinator: "FindCoordinator"
    case .joinGroup: "JoinGroup"
    case .heartbeat: "Heartbeat"
    case .leaveGroup: "LeaveGroup"
    case .syncGroup: "SyncGroup"
    case .describeGroups: "DescribeGroups"
    case .listGroups: "ListGroups"
    case .apiVersions: "ApiVersions"
    case .createTopics: "CreateTopics"
    case .deleteTopics: "DeleteTopics"
    case .deleteRecords: "DeleteRecords"
    case .initProducerId: "InitProducerId"
    case .offsetForLeaderEpoch: "OffsetForLeaderEpoch"
    case .describeConfigs: "DescribeConfigs"
    case .alterConfigs: "AlterConfigs"
    case .describeLogDirs: "DescribeLogDirs"
    case .createPartitions: "CreatePartitions"
    case .deleteGroups: "DeleteGroups"
    case .electLeaders: "ElectLeaders"
    case .incrementalAlterConfigs: "IncrementalAlterConfigs"
    case .offsetDelete: "OffsetDelete"
    case .describeCluster: "DescribeCluster"
    case .describeProducers: "DescribeProducers"
    case .listConfigResources: "ListConfigResources"
    case .describeTopicPartitions: "DescribeTopicPartitions"
    }
  }

  /// The versions whose messages can be read and written.
  package var versions: ClosedRange<Int16> {
    switch self {
    case .produce: 3...13
    case .fetch: 4...18
    case .listOffsets: 1...11
    case .metadata: 0...13
    case .offsetCommit: 2...10
    case .offsetFetch: 1...10
    case .findCoordinator: 0...6
    case .joinGroup: 0...9
    case .heartbeat: 0...4
    case .leaveGroup: 0...5
    case .syncGroup: 0...5
    case .describeGroups: 0...6
    case .listGroups: 0...5
    case .apiVersions: 0...4
    case .createTopics: 2...7
    case .deleteTopics: 1...6
    case .deleteRecords: 0...2
    case .initProducerId: 0...5
    case .offsetForLeaderEpoch: 2...4
    case .describeConfigs: 1...4
    case .alterConfigs: 0...2
    case .describeLogDirs: 1...5
    case .createPartitions: 0...3
    case .deleteGroups: 0...2
    case .electLeaders: 0...2
    case .incrementalAlterConfigs: 0...1
    case .offsetDelete: 0...0
    case .describeCluster: 0...2
    case .describeProducers: 0...0
    case .listConfigResources: 0...1
    case .describeTopicPartitions: 0...0
    }
  }

  /// The versions that Kafka lists in ApiVersions: some begin below what it takes.
  package var advertisedVersions: ClosedRange<Int16> {
    switch self {
    case .produce: 0...13
    case .fetch: 4...18
    case .listOffsets: 1...11
    case .metadata: 0...13
    case .offsetCommit: 2...10
    case .offsetFetch: 1...10
    case .findCoordinator: 0...6
    case .joinGroup: 0...9
    case .heartbeat: 0...4
    case .leaveGroup: 0...5
    case .syncGroup: 0...5
    case .describeGroups: 0...6
    case .listGroups: 0...5
    case .apiVersions: 0...4
    case .createTopics: 2...7
    case .deleteTopics: 1...6
    case .deleteRecords: 0...2
    case .initProducerId: 0...5
    case .offsetForLeaderEpoch: 2...4
    case .describeConfigs: 1...4
    case .alterConfigs: 0...2
    case .describeLogDirs: 1...5
    case .createPartitions: 0...3
    case .deleteGroups: 0...2
    case .electLeaders: 0...2
    case .incrementalAlterConfigs: 0...1
    case .offsetDelete: 0...0
    case .describeCluster: 0...2
    case .describeProducers: 0...0
    case .listConfigResources: 0...1
    case .describeTopicPartitions: 0...0
    }
  }

  /// The first version with flexible headers and messages; `Int16.max` when there is none.
  package var firstFlexible: Int16 {
    switch self {
    case .produce: 9
    case .fetch: 12
    case .listOffsets: 6
    case .metadata: 9
    case .offsetCommit: 8
    case .offsetFetch: 6
    case .findCoordinator: 3
    case .joinGroup: 6
    case .heartbeat: 4
    case .leaveGroup: 4
    case .syncGroup: 4
    case .describeGroups: 5
    case .listGroups: 3
    case .apiVersions: 3
    case .createTopics: 5
    case .deleteTopics: 4
    case .deleteRecords: 2
    case .initProducerId: 2
    case .offsetForLeaderEpoch: 4
    case .describeConfigs: 4
    case .alterConfigs: 2
    case .describeLogDirs: 2
    case .createPartitions: 2
    case .deleteGroups: 2
    case .electLeaders: 2
    case .incrementalAlterConfigs: 1
    case .offsetDelete: .max
    case .describeCluster: 0
    case .describeProducers: 0
    case .listConfigResources: 0
    case .describeTopicPartitions: 0
    }
  }

  /// The type of its requests.
  package var requestType: any WireRequest.Type {
    switch self {
    case .produce: ProduceRequest.self
    case .fetch: FetchRequest.self
    case .listOffsets: ListOffsetsRequest.self
    case .metadata: MetadataRequest.self
    case .offsetCommit: OffsetCommitRequest.self
    case .offsetFetch: OffsetFetchRequest.self
    case .findCoordinator: FindCoordinatorRequest.self
    case .joinGroup: JoinGroupRequest.self
    case .heartbeat: HeartbeatRequest.self
    case .leaveGroup: LeaveGroupRequest.self
    case .syncGroup: SyncGroupRequest.self
    case .describeGroups: DescribeGroupsRequest.self
    case .listGroups: ListGroupsRequest.self
    case .apiVersions: ApiVersionsRequest.self
    case .createTopics: CreateTopicsRequest.self
    case .deleteTopics: DeleteTopicsRequest.self
    case .deleteRecords: DeleteRecordsRequest.self
    case .initProducerId: InitProducerIdRequest.self
    case .offsetForLeaderEpoch: OffsetForLeaderEpochRequest.self
    case .describeConfigs: DescribeConfigsRequest.self
    case .alterConfigs: AlterConfigsRequest.self
    case .describeLogDirs: DescribeLogDirsRequest.self
    case .createPartitions: CreatePartitionsRequest.self
    case .deleteGroups: DeleteGroupsRequest.self
    case .electLeaders: ElectLeadersRequest.self
    case .incrementalAlterConfigs: IncrementalAlterConfigsRequest.self
    case .offsetDelete: OffsetDeleteRequest.self
    case .describeCluster: DescribeClusterRequest.self
    case .describeProducers: DescribeProducersRequest.self
    case .listConfigResources: ListConfigResourcesRequest.self
    case .describeTopicPartitions: DescribeTopicPartitionsRequest.self
    }
  }
}
