/// Made by `tools/generate-wire` from Schema/ListOffsets.wire: change that, not this (SPEC §11.7).

/// ListOffsets request, versions 1–11, flexible from 6.
package struct ListOffsetsRequest: WireRequest {
  /// What answers it.
  package typealias Response = ListOffsetsResponse
  /// Key 2.
  package static var api: API { .listOffsets }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...11 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 6 }

  /// `replica_id`.
  package var replicaID: Int32
  /// `isolation_level`, versions 2+.
  package var isolationLevel: Int8
  /// `topics`.
  package var topics: [Topic]
  /// `timeout_ms`, versions 10+.
  package var timeoutMs: Int32
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(replicaID: Int32 = 0, isolationLevel: Int8 = 0, topics: [Topic] = [], timeoutMs: Int32 = 0) {
    self.replicaID = replicaID
    self.isolationLevel = isolationLevel
    self.topics = topics
    self.timeoutMs = timeoutMs
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    replicaID = try reader.int32()
    if version >= 2 { isolationLevel = try reader.int8() }
    topics = try reader.array(version)
    if version >= 10 { timeoutMs = try reader.int32() }
    if version >= 6 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(replicaID)
    if version >= 2 { writer.int8(isolationLevel) }
    writer.array(topics, version)
    if version >= 10 { writer.int32(timeoutMs) }
    if version >= 6 { writer.unknownTags(unknownTags) }
  }
}

extension ListOffsetsRequest {
  /// Part of ListOffsetsRequest.
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

extension ListOffsetsRequest {
  /// Part of ListOffsetsRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 12 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `current_leader_epoch`, versions 4+.
    package var currentLeaderEpoch: Int32
    /// `timestamp`.
    package var timestamp: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partitionIndex: Int32 = 0, currentLeaderEpoch: Int32 = -1, timestamp: Int64 = 0) {
      self.partitionIndex = partitionIndex
      self.currentLeaderEpoch = currentLeaderEpoch
      self.timestamp = timestamp
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      if version >= 4 { currentLeaderEpoch = try reader.int32() }
      timestamp = try reader.int64()
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      if version >= 4 { writer.int32(currentLeaderEpoch) }
      writer.int64(timestamp)
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}

/// ListOffsets response, versions 1–11, flexible from 6.
package struct ListOffsetsResponse: WireMessage {
  /// Key 2.
  package static var api: API { .listOffsets }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...11 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 6 }

  /// `throttle_time_ms`, versions 2+.
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
    if version >= 2 { throttleTimeMs = try reader.int32() }
    topics = try reader.array(version)
    if version >= 6 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 2 { writer.int32(throttleTimeMs) }
    writer.array(topics, version)
    if version >= 6 { writer.unknownTags(unknownTags) }
  }
}

extension ListOffsetsResponse {
  /// Part of ListOffsetsResponse.
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

extension ListOffsetsResponse {
  /// Part of ListOffsetsResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 22 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `timestamp`.
    package var timestamp: Int64
    /// `offset`.
    package var offset: Int64
    /// `leader_epoch`, versions 4+.
    package var leaderEpoch: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      errorCode: ErrorCode = .none,
      timestamp: Int64 = -1,
      offset: Int64 = -1,
      leaderEpoch: Int32 = -1
    ) {
      self.partitionIndex = partitionIndex
      self.errorCode = errorCode
      self.timestamp = timestamp
      self.offset = offset
      self.leaderEpoch = leaderEpoch
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      errorCode = try reader.error()
      timestamp = try reader.int64()
      offset = try reader.int64()
      if version >= 4 { leaderEpoch = try reader.int32() }
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.error(errorCode)
      writer.int64(timestamp)
      writer.int64(offset)
      if version >= 4 { writer.int32(leaderEpoch) }
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}
