/// Made by `tools/generate-wire` from Schema/DescribeTopicPartitions.wire: change that, not this (SPEC §11.7).

/// DescribeTopicPartitions request, versions 0–0, flexible from 0.
package struct DescribeTopicPartitionsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DescribeTopicPartitionsResponse
  /// Key 75.
  package static var api: API { .describeTopicPartitions }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...0 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `topics`.
  package var topics: [Topic]
  /// `response_partition_limit`.
  package var responsePartitionLimit: Int32
  /// `cursor`.
  package var cursor: Cursor?
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic] = [], responsePartitionLimit: Int32 = 2000, cursor: Cursor? = nil) {
    self.topics = topics
    self.responsePartitionLimit = responsePartitionLimit
    self.cursor = cursor
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    topics = try reader.array(version)
    responsePartitionLimit = try reader.int32()
    cursor = try reader.isPresent() ? Cursor(from: &reader, version: version) : nil
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(topics, version)
    writer.int32(responsePartitionLimit)
    writer.nullableStruct(cursor, version)
    writer.unknownTags(unknownTags)
  }
}

extension DescribeTopicPartitionsRequest {
  /// Part of DescribeTopicPartitionsRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 2 }

    /// `name`.
    package var name: String
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "") {
      self.name = name
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.unknownTags(unknownTags)
    }
  }
}

extension DescribeTopicPartitionsRequest {
  /// Part of DescribeTopicPartitionsRequest.
  package struct Cursor: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `topic_name`.
    package var topicName: String
    /// `partition_index`.
    package var partitionIndex: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topicName: String = "", partitionIndex: Int32 = 0) {
      self.topicName = topicName
      self.partitionIndex = partitionIndex
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      topicName = try reader.string()
      partitionIndex = try reader.int32()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(topicName)
      writer.int32(partitionIndex)
      writer.unknownTags(unknownTags)
    }
  }
}

/// DescribeTopicPartitions response, versions 0–0, flexible from 0.
package struct DescribeTopicPartitionsResponse: WireMessage {
  /// Key 75.
  package static var api: API { .describeTopicPartitions }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...0 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `topics`.
  package var topics: [Topic]
  /// `next_cursor`.
  package var nextCursor: Cursor?
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, topics: [Topic] = [], nextCursor: Cursor? = nil) {
    self.throttleTimeMs = throttleTimeMs
    self.topics = topics
    self.nextCursor = nextCursor
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    topics = try reader.array(version)
    nextCursor = try reader.isPresent() ? Cursor(from: &reader, version: version) : nil
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(topics, version)
    writer.nullableStruct(nextCursor, version)
    writer.unknownTags(unknownTags)
  }
}

extension DescribeTopicPartitionsResponse {
  /// Part of DescribeTopicPartitionsResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 26 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `name`.
    package var name: String?
    /// `topic_id`.
    package var topicID: WireUUID
    /// `is_internal`.
    package var isInternal: Bool
    /// `partitions`.
    package var partitions: [Partition]
    /// `topic_authorized_operations`.
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
      name = try reader.nullableString()
      topicID = try reader.uuid()
      isInternal = try reader.bool()
      partitions = try reader.array(version)
      topicAuthorizedOperations = try reader.int32()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.nullableString(name)
      writer.uuid(topicID)
      writer.bool(isInternal)
      writer.array(partitions, version)
      writer.int32(topicAuthorizedOperations)
      writer.unknownTags(unknownTags)
    }
  }
}

extension DescribeTopicPartitionsResponse {
  /// Part of DescribeTopicPartitionsResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 20 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `partition_index`.
    package var partitionIndex: Int32
    /// `leader_id`.
    package var leaderID: Int32
    /// `leader_epoch`.
    package var leaderEpoch: Int32
    /// `replica_nodes`.
    package var replicaNodes: [Int32]
    /// `isr_nodes`.
    package var isrNodes: [Int32]
    /// `eligible_leader_replicas`.
    package var eligibleLeaderReplicas: [Int32]?
    /// `last_known_elr`.
    package var lastKnownElr: [Int32]?
    /// `offline_replicas`.
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
      eligibleLeaderReplicas: [Int32]? = nil,
      lastKnownElr: [Int32]? = nil,
      offlineReplicas: [Int32] = []
    ) {
      self.errorCode = errorCode
      self.partitionIndex = partitionIndex
      self.leaderID = leaderID
      self.leaderEpoch = leaderEpoch
      self.replicaNodes = replicaNodes
      self.isrNodes = isrNodes
      self.eligibleLeaderReplicas = eligibleLeaderReplicas
      self.lastKnownElr = lastKnownElr
      self.offlineReplicas = offlineReplicas
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      partitionIndex = try reader.int32()
      leaderID = try reader.int32()
      leaderEpoch = try reader.int32()
      replicaNodes = try reader.array(version)
      isrNodes = try reader.array(version)
      eligibleLeaderReplicas = try reader.nullableArray(version)
      lastKnownElr = try reader.nullableArray(version)
      offlineReplicas = try reader.array(version)
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.int32(partitionIndex)
      writer.int32(leaderID)
      writer.int32(leaderEpoch)
      writer.array(replicaNodes, version)
      writer.array(isrNodes, version)
      writer.nullableArray(eligibleLeaderReplicas, version)
      writer.nullableArray(lastKnownElr, version)
      writer.array(offlineReplicas, version)
      writer.unknownTags(unknownTags)
    }
  }
}

extension DescribeTopicPartitionsResponse {
  /// Part of DescribeTopicPartitionsResponse.
  package struct Cursor: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `topic_name`.
    package var topicName: String
    /// `partition_index`.
    package var partitionIndex: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topicName: String = "", partitionIndex: Int32 = 0) {
      self.topicName = topicName
      self.partitionIndex = partitionIndex
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      topicName = try reader.string()
      partitionIndex = try reader.int32()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(topicName)
      writer.int32(partitionIndex)
      writer.unknownTags(unknownTags)
    }
  }
}
