/// Made by `tools/generate-wire` from Schema/OffsetFetch.wire: change that, not this (SPEC §11.7).

/// OffsetFetch request, versions 1–10, flexible from 6.
package struct OffsetFetchRequest: WireRequest {
  /// What answers it.
  package typealias Response = OffsetFetchResponse
  /// Key 9.
  package static var api: API { .offsetFetch }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...10 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 6 }

  /// `group_id`, versions 1–7.
  package var groupID: String
  /// `topics`, versions 1–7, null in versions 2–7 only.
  package var topics: [Topic]?
  /// `groups`, versions 8+.
  package var groups: [Group]
  /// `require_stable`, versions 7+.
  package var requireStable: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(groupID: String = "", topics: [Topic]? = [], groups: [Group] = [], requireStable: Bool = false) {
    self.groupID = groupID
    self.topics = topics
    self.groups = groups
    self.requireStable = requireStable
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version <= 7 { groupID = try reader.string() }
    if version <= 7 {
      topics = version >= 2 ? try reader.nullableArray(version) : try reader.array(version)
    }
    if version >= 8 { groups = try reader.array(version) }
    if version >= 7 { requireStable = try reader.bool() }
    if version >= 6 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version <= 7 { writer.string(groupID) }
    if version <= 7 {
      if version >= 2 {
        writer.nullableArray(topics, version)
      } else {
        writer.array(topics ?? [], version)
      }
    }
    if version >= 8 { writer.array(groups, version) }
    if version >= 7 { writer.bool(requireStable) }
    if version >= 6 { writer.unknownTags(unknownTags) }
  }
}

extension OffsetFetchRequest {
  /// Part of OffsetFetchRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`.
    package var name: String
    /// `partition_indexes`.
    package var partitionIndexes: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", partitionIndexes: [Int32] = []) {
      self.name = name
      self.partitionIndexes = partitionIndexes
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      partitionIndexes = try reader.array(version)
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitionIndexes, version)
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetFetchRequest {
  /// Part of OffsetFetchRequest.
  package struct Group: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `group_id`.
    package var groupID: String
    /// `member_id`, versions 9+.
    package var memberID: String?
    /// `member_epoch`, versions 9+.
    package var memberEpoch: Int32
    /// `topics`.
    package var topics: [GroupTopic]?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      groupID: String = "",
      memberID: String? = nil,
      memberEpoch: Int32 = -1,
      topics: [GroupTopic]? = []
    ) {
      self.groupID = groupID
      self.memberID = memberID
      self.memberEpoch = memberEpoch
      self.topics = topics
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      groupID = try reader.string()
      if version >= 9 { memberID = try reader.nullableString() }
      if version >= 9 { memberEpoch = try reader.int32() }
      topics = try reader.nullableArray(version)
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(groupID)
      if version >= 9 { writer.nullableString(memberID) }
      if version >= 9 { writer.int32(memberEpoch) }
      writer.nullableArray(topics, version)
      writer.unknownTags(unknownTags)
    }
  }
}

extension OffsetFetchRequest {
  /// Part of OffsetFetchRequest.
  package struct GroupTopic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`, versions 8–9.
    package var name: String
    /// `topic_id`, version 10.
    package var topicID: WireUUID
    /// `partition_indexes`.
    package var partitionIndexes: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", topicID: WireUUID = .zero, partitionIndexes: [Int32] = []) {
      self.name = name
      self.topicID = topicID
      self.partitionIndexes = partitionIndexes
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 9 { name = try reader.string() }
      if version >= 10 { topicID = try reader.uuid() }
      partitionIndexes = try reader.array(version)
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 9 { writer.string(name) }
      if version >= 10 { writer.uuid(topicID) }
      writer.array(partitionIndexes, version)
      writer.unknownTags(unknownTags)
    }
  }
}

/// OffsetFetch response, versions 1–10, flexible from 6.
package struct OffsetFetchResponse: WireMessage {
  /// Key 9.
  package static var api: API { .offsetFetch }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...10 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 6 }

  /// `throttle_time_ms`, versions 3+.
  package var throttleTimeMs: Int32
  /// `topics`, versions 1–7.
  package var topics: [Topic]
  /// `error_code`, versions 2–7.
  package var errorCode: ErrorCode
  /// `groups`, versions 8+.
  package var groups: [Group]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    topics: [Topic] = [],
    errorCode: ErrorCode = .none,
    groups: [Group] = []
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.topics = topics
    self.errorCode = errorCode
    self.groups = groups
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 3 { throttleTimeMs = try reader.int32() }
    if version <= 7 { topics = try reader.array(version) }
    if version >= 2 && version <= 7 { errorCode = try reader.error() }
    if version >= 8 { groups = try reader.array(version) }
    if version >= 6 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 3 { writer.int32(throttleTimeMs) }
    if version <= 7 { writer.array(topics, version) }
    if version >= 2 && version <= 7 { writer.error(errorCode) }
    if version >= 8 { writer.array(groups, version) }
    if version >= 6 { writer.unknownTags(unknownTags) }
  }
}

extension OffsetFetchResponse {
  /// Part of OffsetFetchResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`.
    package var name: String
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", partitions: [Partition] = []) {
      self.name = name
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      partitions = try reader.array(version)
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitions, version)
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetFetchResponse {
  /// Part of OffsetFetchResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 16 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `committed_offset`.
    package var committedOffset: Int64
    /// `committed_leader_epoch`, versions 5–7.
    package var committedLeaderEpoch: Int32
    /// `metadata`.
    package var metadata: String?
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      committedOffset: Int64 = 0,
      committedLeaderEpoch: Int32 = -1,
      metadata: String? = "",
      errorCode: ErrorCode = .none
    ) {
      self.partitionIndex = partitionIndex
      self.committedOffset = committedOffset
      self.committedLeaderEpoch = committedLeaderEpoch
      self.metadata = metadata
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      committedOffset = try reader.int64()
      if version >= 5 { committedLeaderEpoch = try reader.int32() }
      metadata = try reader.nullableString()
      errorCode = try reader.error()
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.int64(committedOffset)
      if version >= 5 { writer.int32(committedLeaderEpoch) }
      writer.nullableString(metadata)
      writer.error(errorCode)
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetFetchResponse {
  /// Part of OffsetFetchResponse.
  package struct Group: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 5 }

    /// `group_id`.
    package var groupID: String
    /// `topics`.
    package var topics: [GroupTopic]
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(groupID: String = "", topics: [GroupTopic] = [], errorCode: ErrorCode = .none) {
      self.groupID = groupID
      self.topics = topics
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      groupID = try reader.string()
      topics = try reader.array(version)
      errorCode = try reader.error()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(groupID)
      writer.array(topics, version)
      writer.error(errorCode)
      writer.unknownTags(unknownTags)
    }
  }
}

extension OffsetFetchResponse {
  /// Part of OffsetFetchResponse.
  package struct GroupTopic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`, versions 8–9.
    package var name: String
    /// `topic_id`, version 10.
    package var topicID: WireUUID
    /// `partitions`.
    package var partitions: [GroupPartition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", topicID: WireUUID = .zero, partitions: [GroupPartition] = []) {
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
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 9 { writer.string(name) }
      if version >= 10 { writer.uuid(topicID) }
      writer.array(partitions, version)
      writer.unknownTags(unknownTags)
    }
  }
}

extension OffsetFetchResponse {
  /// Part of OffsetFetchResponse.
  package struct GroupPartition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 20 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `committed_offset`.
    package var committedOffset: Int64
    /// `committed_leader_epoch`.
    package var committedLeaderEpoch: Int32
    /// `metadata`.
    package var metadata: String?
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      committedOffset: Int64 = 0,
      committedLeaderEpoch: Int32 = -1,
      metadata: String? = "",
      errorCode: ErrorCode = .none
    ) {
      self.partitionIndex = partitionIndex
      self.committedOffset = committedOffset
      self.committedLeaderEpoch = committedLeaderEpoch
      self.metadata = metadata
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      committedOffset = try reader.int64()
      committedLeaderEpoch = try reader.int32()
      metadata = try reader.nullableString()
      errorCode = try reader.error()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.int64(committedOffset)
      writer.int32(committedLeaderEpoch)
      writer.nullableString(metadata)
      writer.error(errorCode)
      writer.unknownTags(unknownTags)
    }
  }
}
