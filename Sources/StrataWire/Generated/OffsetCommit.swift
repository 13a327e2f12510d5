/// Made by `tools/generate-wire` from Schema/OffsetCommit.wire: change that, not this (SPEC §11.7).

/// OffsetCommit request, versions 2–10, flexible from 8.
package struct OffsetCommitRequest: WireRequest {
  /// What answers it.
  package typealias Response = OffsetCommitResponse
  /// Key 8.
  package static var api: API { .offsetCommit }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 2...10 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 8 }

  /// `group_id`.
  package var groupID: String
  /// `generation_id_or_member_epoch`.
  package var generationIDOrMemberEpoch: Int32
  /// `member_id`.
  package var memberID: String
  /// `group_instance_id`, versions 7+.
  package var groupInstanceID: String?
  /// `retention_time_ms`, versions 2–4.
  package var retentionTimeMs: Int64
  /// `topics`.
  package var topics: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    groupID: String = "",
    generationIDOrMemberEpoch: Int32 = -1,
    memberID: String = "",
    groupInstanceID: String? = nil,
    retentionTimeMs: Int64 = -1,
    topics: [Topic] = []
  ) {
    self.groupID = groupID
    self.generationIDOrMemberEpoch = generationIDOrMemberEpoch
    self.memberID = memberID
    self.groupInstanceID = groupInstanceID
    self.retentionTimeMs = retentionTimeMs
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupID = try reader.string()
    generationIDOrMemberEpoch = try reader.int32()
    memberID = try reader.string()
    if version >= 7 { groupInstanceID = try reader.nullableString() }
    if version <= 4 { retentionTimeMs = try reader.int64() }
    topics = try reader.array(version)
    if version >= 8 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.string(groupID)
    writer.int32(generationIDOrMemberEpoch)
    writer.string(memberID)
    if version >= 7 { writer.nullableString(groupInstanceID) }
    if version <= 4 { writer.int64(retentionTimeMs) }
    writer.array(topics, version)
    if version >= 8 { writer.unknownTags(unknownTags) }
  }
}

extension OffsetCommitRequest {
  /// Part of OffsetCommitRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`, versions 2–9.
    package var name: String
    /// `topic_id`, version 10.
    package var topicID: WireUUID
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", topicID: WireUUID = .zero, partitions: [Partition] = []) {
      self.name = name
      self.topicID = topicID
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 9 { name = try reader.string() }
      if version >= 10 { topicID = try reader.uuid() }
      partitions = try reader.array(version)
      if version >= 8 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 9 { writer.string(name) }
      if version >= 10 { writer.uuid(topicID) }
      writer.array(partitions, version)
      if version >= 8 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetCommitRequest {
  /// Part of OffsetCommitRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 14 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `committed_offset`.
    package var committedOffset: Int64
    /// `committed_leader_epoch`, versions 6+.
    package var committedLeaderEpoch: Int32
    /// `committed_metadata`.
    package var committedMetadata: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      committedOffset: Int64 = 0,
      committedLeaderEpoch: Int32 = -1,
      committedMetadata: String? = ""
    ) {
      self.partitionIndex = partitionIndex
      self.committedOffset = committedOffset
      self.committedLeaderEpoch = committedLeaderEpoch
      self.committedMetadata = committedMetadata
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      committedOffset = try reader.int64()
      if version >= 6 { committedLeaderEpoch = try reader.int32() }
      committedMetadata = try reader.nullableString()
      if version >= 8 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.int64(committedOffset)
      if version >= 6 { writer.int32(committedLeaderEpoch) }
      writer.nullableString(committedMetadata)
      if version >= 8 { writer.unknownTags(unknownTags) }
    }
  }
}

/// OffsetCommit response, versions 2–10, flexible from 8.
package struct OffsetCommitResponse: WireMessage {
  /// Key 8.
  package static var api: API { .offsetCommit }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 2...10 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 8 }

  /// `throttle_time_ms`, versions 3+.
  package var throttleTimeMs: Int32
  /// `topics`.
  package var topics: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, topics: [Topic] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 3 { throttleTimeMs = try reader.int32() }
    topics = try reader.array(version)
    if version >= 8 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 3 { writer.int32(throttleTimeMs) }
    writer.array(topics, version)
    if version >= 8 { writer.unknownTags(unknownTags) }
  }
}

extension OffsetCommitResponse {
  /// Part of OffsetCommitResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`, versions 2–9.
    package var name: String
    /// `topic_id`, version 10.
    package var topicID: WireUUID
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", topicID: WireUUID = .zero, partitions: [Partition] = []) {
      self.name = name
      self.topicID = topicID
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 9 { name = try reader.string() }
      if version >= 10 { topicID = try reader.uuid() }
      partitions = try reader.array(version)
      if version >= 8 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 9 { writer.string(name) }
      if version >= 10 { writer.uuid(topicID) }
      writer.array(partitions, version)
      if version >= 8 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetCommitResponse {
  /// Part of OffsetCommitResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partitionIndex: Int32 = 0, errorCode: ErrorCode = .none) {
      self.partitionIndex = partitionIndex
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      errorCode = try reader.error()
      if version >= 8 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.error(errorCode)
      if version >= 8 { writer.unknownTags(unknownTags) }
    }
  }
}
