/// Made by `tools/generate-wire` from Schema/OffsetDelete.wire: change that, not this (SPEC §11.7).

/// OffsetDelete request, versions 0–0.
package struct OffsetDeleteRequest: WireRequest {
  /// What answers it.
  package typealias Response = OffsetDeleteResponse
  /// Key 47.
  package static var api: API { .offsetDelete }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...0 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { .max }

  /// `group_id`.
  package var groupID: String
  /// `topics`.
  package var topics: [Topic]

  /// Kafka's defaults but for what is given.
  package init(groupID: String = "", topics: [Topic] = []) {
    self.groupID = groupID
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupID = try reader.string()
    topics = try reader.array(version)
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.string(groupID)
    writer.array(topics, version)
  }
}

extension OffsetDeleteRequest {
  /// Part of OffsetDeleteRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `name`.
    package var name: String
    /// `partitions`.
    package var partitions: [Partition]

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
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitions, version)
    }
  }
}

extension OffsetDeleteRequest {
  /// Part of OffsetDeleteRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `partition_index`.
    package var partitionIndex: Int32

    /// Kafka's defaults but for what is given.
    package init(partitionIndex: Int32 = 0) {
      self.partitionIndex = partitionIndex
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
    }
  }
}

/// OffsetDelete response, versions 0–0.
package struct OffsetDeleteResponse: WireMessage {
  /// Key 47.
  package static var api: API { .offsetDelete }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...0 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { .max }

  /// `error_code`.
  package var errorCode: ErrorCode
  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `topics`.
  package var topics: [Topic]

  /// Kafka's defaults but for what is given.
  package init(errorCode: ErrorCode = .none, throttleTimeMs: Int32 = 0, topics: [Topic] = []) {
    self.errorCode = errorCode
    self.throttleTimeMs = throttleTimeMs
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    errorCode = try reader.error()
    throttleTimeMs = try reader.int32()
    topics = try reader.array(version)
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.error(errorCode)
    writer.int32(throttleTimeMs)
    writer.array(topics, version)
  }
}

extension OffsetDeleteResponse {
  /// Part of OffsetDeleteResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `name`.
    package var name: String
    /// `partitions`.
    package var partitions: [Partition]

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
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitions, version)
    }
  }
}

extension OffsetDeleteResponse {
  /// Part of OffsetDeleteResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `error_code`.
    package var errorCode: ErrorCode

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
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.error(errorCode)
    }
  }
}
