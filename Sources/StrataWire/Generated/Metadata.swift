/// Made by `tools/generate-wire` from Schema/Metadata.wire: change that, not this (SPEC §11.7).

/// Metadata request, versions 0–13, flexible from 9.
package struct MetadataRequest: WireRequest {
  /// What answers it.
  package typealias Response = MetadataResponse
  /// Key 3.
  package static var api: API { .metadata }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...13 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 9 }

  /// `topics`, null in versions 1+ only.
  package var topics: [Topic]?
  /// `allow_auto_topic_creation`, versions 4+.
  package var allowAutoTopicCreation: Bool
  /// `include_cluster_authorized_operations`, versions 8–10.
  package var includeClusterAuthorizedOperations: Bool
  /// `include_topic_authorized_operations`, versions 8+.
  package var includeTopicAuthorizedOperations: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    topics: [Topic]? = [],
    allowAutoTopicCreation: Bool = true,
    includeClusterAuthorizedOperations: Bool = false,
    includeTopicAuthorizedOperations: Bool = false
  ) {
    self.topics = topics
    self.allowAutoTopicCreation = allowAutoTopicCreation
    self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
    self.includeTopicAuthorizedOperations = includeTopicAuthorizedOperations
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    topics = version >= 1 ? try reader.nullableArray(version) : try reader.array(version)
    if version >= 4 { allowAutoTopicCreation = try reader.bool() }
    if version >= 8 && version <= 10 { includeClusterAuthorizedOperations = try reader.bool() }
    if version >= 8 { includeTopicAuthorizedOperations = try reader.bool() }
    if version >= 9 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 {
      writer.nullableArray(topics, version)
    } else {
      writer.array(topics ?? [], version)
    }
    if version >= 4 { writer.bool(allowAutoTopicCreation) }
    if version >= 8 && version <= 10 { writer.bool(includeClusterAuthorizedOperations) }
    if version >= 8 { writer.bool(includeTopicAuthorizedOperations) }
    if version >= 9 { writer.unknownTags(unknownTags) }
  }
}

extension MetadataRequest {
  /// Part of MetadataRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 2 }

    /// `topic_id`, versions 10+.
    package var topicID: WireUUID
    /// `name`, null in versions 10+ only.
    package var name: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topicID: WireUUID = .zero, name: String? = "") {
      self.topicID = topicID
      self.name = name
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version >= 10 { topicID = try reader.uuid() }
      name = version >= 10 ? try reader.nullableString() : try reader.string()
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version >= 10 { writer.uuid(topicID) }
      if version >= 10 {
        writer.nullableString(name)
      } else {
        writer.string(name ?? "")
      }
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

/// Metadata response, versions 0–13, flexible from 9.
package struct MetadataResponse: WireMessage {
  /// Key 3.
  package static var api: API { .metadata }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...13 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 9 }

  /// `throttle_time_ms`, versions 3+.
  package var throttleTimeMs: Int32
  /// `brokers`.
  package var brokers: [Broker]
  /// `cluster_id`, versions 2+.
  package var clusterID: String?
  /// `controller_id`, versions 1+.
  package var controllerID: Int32
  /// `topics`.
  package var topics: [Topic]
  /// `cluster_authorized_operations`, versions 8–10.
  package var clusterAuthorizedOperations: Int32
  /// `error_code`, version 13.
  package var errorCode: ErrorCode
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    brokers: [Broker] = [],
    clusterID: String? = nil,
    controllerID: Int32 = -1,
    topics: [Topic] = [],
    clusterAuthorizedOperations: Int32 = -2_147_483_648,
    errorCode: ErrorCode = .none
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.brokers = brokers
    self.clusterID = clusterID
    self.controllerID = controllerID
    self.topics = topics
    self.clusterAuthorizedOperations = clusterAuthorizedOperations
    self.errorCode = errorCode
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 3 { throttleTimeMs = try reader.int32() }
    brokers = try reader.array(version)
    if version >= 2 { clusterID = try reader.nullableString() }
    if version >= 1 { controllerID = try reader.int32() }
    topics = try reader.array(version)
    if version >= 8 && version <= 10 { clusterAuthorizedOperations = try reader.int32() }
    if version >= 13 { errorCode = try reader.error() }
    if version >= 9 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 3 { writer.int32(throttleTimeMs) }
    writer.array(brokers, version)
    if version >= 2 { writer.nullableString(clusterID) }
    if version >= 1 { writer.int32(controllerID) }
    writer.array(topics, version)
    if version >= 8 && version <= 10 { writer.int32(clusterAuthorizedOperations) }
    if version >= 13 { writer.error(errorCode) }
    if version >= 9 { writer.unknownTags(unknownTags) }
  }
}

extension MetadataResponse {
  /// Part of MetadataResponse.
  package struct Broker: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 10 }

    /// `node_id`.
    package var nodeID: Int32
    /// `host`.
    package var host: String
    /// `port`.
    package var port: Int32
    /// `rack`, versions 1+.
    package var rack: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(nodeID: Int32 = 0, host: String = "", port: Int32 = 0, rack: String? = nil) {
      self.nodeID = nodeID
      self.host = host
      self.port = port
      self.rack = rack
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      nodeID = try reader.int32()
      host = try reader.string()
      port = try reader.int32()
      if version >= 1 { rack = try reader.nullableString() }
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(nodeID)
      writer.string(host)
      writer.int32(port)
      if version >= 1 { writer.nullableString(rack) }
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

extension MetadataResponse {
  /// Part of MetadataResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 8 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `name`, null in versions 12+ only.
    package var name: String?
    /// `topic_id`, versions 10+.
    package var topicID: WireUUID
    /// `is_internal`, versions 1+.
    package var isInternal: Bool
    /// `partitions`.
    package var partitions: [Partition]
    /// `topic_authorized_operations`, versions 8+.
    package var topicAuthorizedOperations: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      name: String? = "",
      topicID: WireUUID = .zero,
      isInternal: Bool = false,
      partitions: [Partition] = [],
      topicAuthorizedOperations: Int32 = -2_147_483_648
    ) {
      self.errorCode = errorCode
      self.name = name
      self.topicID = topicID
      self.isInternal = isInternal
      self.partitions = partitions
      self.topicAuthorizedOperations = topicAuthorizedOperations
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      name = version >= 12 ? try reader.nullableString() : try reader.string()
      if version >= 10 { topicID = try reader.uuid() }
      if version >= 1 { isInternal = try reader.bool() }
      partitions = try reader.array(version)
      if version >= 8 { topicAuthorizedOperations = try reader.int32() }
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      if version >= 12 {
        writer.nullableString(name)
      } else {
        writer.string(name ?? "")
      }
      if version >= 10 { writer.uuid(topicID) }
      if version >= 1 { writer.bool(isInternal) }
      writer.array(partitions, version)
      if version >= 8 { writer.int32(topicAuthorizedOperations) }
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

extension MetadataResponse {
  /// Part of MetadataResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 18 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `partition_index`.
    package var partitionIndex: Int32
    /// `leader_id`.
    package var leaderID: Int32
    /// `leader_epoch`, versions 7+.
    package var leaderEpoch: Int32
    /// `replica_nodes`.
    package var replicaNodes: [Int32]
    /// `isr_nodes`.
    package var isrNodes: [Int32]
    /// `offline_replicas`, versions 5+.
    package var offlineReplicas: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      partitionIndex: Int32 = 0,
      leaderID: Int32 = 0,
      leaderEpoch: Int32 = -1,
      replicaNodes: [Int32] = [],
      isrNodes: [Int32] = [],
      offlineReplicas: [Int32] = []
    ) {
      self.errorCode = errorCode
      self.partitionIndex = partitionIndex
      self.leaderID = leaderID
      self.leaderEpoch = leaderEpoch
      self.replicaNodes = replicaNodes
      self.isrNodes = isrNodes
      self.offlineReplicas = offlineReplicas
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      partitionIndex = try reader.int32()
      leaderID = try reader.int32()
      if version >= 7 { leaderEpoch = try reader.int32() }
      replicaNodes = try reader.array(version)
      isrNodes = try reader.array(version)
      if version >= 5 { offlineReplicas = try reader.array(version) }
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.int32(partitionIndex)
      writer.int32(leaderID)
      if version >= 7 { writer.int32(leaderEpoch) }
      writer.array(replicaNodes, version)
      writer.array(isrNodes, version)
      if version >= 5 { writer.array(offlineReplicas, version) }
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}
