/// Made by `tools/generate-wire` from Schema/OffsetForLeaderEpoch.wire: change that, not this (SPEC §11.7).

/// OffsetForLeaderEpoch request, versions 2–4, flexible from 4.
package struct OffsetForLeaderEpochRequest: WireRequest {
  /// What answers it.
  package typealias Response = OffsetForLeaderEpochResponse
  /// Key 23.
  package static var api: API { .offsetForLeaderEpoch }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 2...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `replica_id`, versions 3+.
  package var replicaID: Int32
  /// `topics`.
  package var topics: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(replicaID: Int32 = -2, topics: [Topic] = []) {
    self.replicaID = replicaID
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 3 { replicaID = try reader.int32() }
    topics = try reader.array(version)
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 3 { writer.int32(replicaID) }
    writer.array(topics, version)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension OffsetForLeaderEpochRequest {
  /// Part of OffsetForLeaderEpochRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`.
    package var topic: String
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", partitions: [Partition] = []) {
      self.topic = topic
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      topic = try reader.string()
      partitions = try reader.array(version)
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(topic)
      writer.array(partitions, version)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetForLeaderEpochRequest {
  /// Part of OffsetForLeaderEpochRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 12 }

    /// `partition`.
    package var partition: Int32
    /// `current_leader_epoch`.
    package var currentLeaderEpoch: Int32
    /// `leader_epoch`.
    package var leaderEpoch: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partition: Int32 = 0, currentLeaderEpoch: Int32 = -1, leaderEpoch: Int32 = 0) {
      self.partition = partition
      self.currentLeaderEpoch = currentLeaderEpoch
      self.leaderEpoch = leaderEpoch
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partition = try reader.int32()
      currentLeaderEpoch = try reader.int32()
      leaderEpoch = try reader.int32()
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partition)
      writer.int32(currentLeaderEpoch)
      writer.int32(leaderEpoch)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

/// OffsetForLeaderEpoch response, versions 2–4, flexible from 4.
package struct OffsetForLeaderEpochResponse: WireMessage {
  /// Key 23.
  package static var api: API { .offsetForLeaderEpoch }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 2...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `throttle_time_ms`.
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
    throttleTimeMs = try reader.int32()
    topics = try reader.array(version)
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(topics, version)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension OffsetForLeaderEpochResponse {
  /// Part of OffsetForLeaderEpochResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`.
    package var topic: String
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", partitions: [Partition] = []) {
      self.topic = topic
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      topic = try reader.string()
      partitions = try reader.array(version)
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(topic)
      writer.array(partitions, version)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

extension OffsetForLeaderEpochResponse {
  /// Part of OffsetForLeaderEpochResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 18 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `partition`.
    package var partition: Int32
    /// `leader_epoch`.
    package var leaderEpoch: Int32
    /// `end_offset`.
    package var endOffset: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      partition: Int32 = 0,
      leaderEpoch: Int32 = -1,
      endOffset: Int64 = -1
    ) {
      self.errorCode = errorCode
      self.partition = partition
      self.leaderEpoch = leaderEpoch
      self.endOffset = endOffset
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      partition = try reader.int32()
      leaderEpoch = try reader.int32()
      endOffset = try reader.int64()
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.int32(partition)
      writer.int32(leaderEpoch)
      writer.int64(endOffset)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}
