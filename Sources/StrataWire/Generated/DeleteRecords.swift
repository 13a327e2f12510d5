/// Made by `tools/generate-wire` from Schema/DeleteRecords.wire: change that, not this (SPEC §11.7).

/// DeleteRecords request, versions 0–2, flexible from 2.
package struct DeleteRecordsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DeleteRecordsResponse
  /// Key 21.
  package static var api: API { .deleteRecords }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `topics`.
  package var topics: [Topic]
  /// `timeout_ms`.
  package var timeoutMs: Int32
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic] = [], timeoutMs: Int32 = 0) {
    self.topics = topics
    self.timeoutMs = timeoutMs
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    topics = try reader.array(version)
    timeoutMs = try reader.int32()
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(topics, version)
    writer.int32(timeoutMs)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension DeleteRecordsRequest {
  /// Part of DeleteRecordsRequest.
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
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitions, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

extension DeleteRecordsRequest {
  /// Part of DeleteRecordsRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 12 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `offset`.
    package var offset: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partitionIndex: Int32 = 0, offset: Int64 = 0) {
      self.partitionIndex = partitionIndex
      self.offset = offset
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      offset = try reader.int64()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.int64(offset)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

/// DeleteRecords response, versions 0–2, flexible from 2.
package struct DeleteRecordsResponse: WireMessage {
  /// Key 21.
  package static var api: API { .deleteRecords }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

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
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(topics, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension DeleteRecordsResponse {
  /// Part of DeleteRecordsResponse.
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
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitions, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

extension DeleteRecordsResponse {
  /// Part of DeleteRecordsResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 14 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `low_watermark`.
    package var lowWatermark: Int64
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partitionIndex: Int32 = 0, lowWatermark: Int64 = 0, errorCode: ErrorCode = .none) {
      self.partitionIndex = partitionIndex
      self.lowWatermark = lowWatermark
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      lowWatermark = try reader.int64()
      errorCode = try reader.error()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.int64(lowWatermark)
      writer.error(errorCode)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}
