/// Made by `tools/generate-wire` from Schema/DescribeLogDirs.wire: change that, not this (SPEC §11.7).

/// DescribeLogDirs request, versions 1–5, flexible from 2.
package struct DescribeLogDirsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DescribeLogDirsResponse
  /// Key 35.
  package static var api: API { .describeLogDirs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `topics`.
  package var topics: [Topic]?
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic]? = []) {
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    topics = try reader.nullableArray(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.nullableArray(topics, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension DescribeLogDirsRequest {
  /// Part of DescribeLogDirsRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`.
    package var topic: String
    /// `partitions`.
    package var partitions: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", partitions: [Int32] = []) {
      self.topic = topic
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      topic = try reader.string()
      partitions = try reader.array(version)
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(topic)
      writer.array(partitions, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

/// DescribeLogDirs response, versions 1–5, flexible from 2.
package struct DescribeLogDirsResponse: WireMessage {
  /// Key 35.
  package static var api: API { .describeLogDirs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `error_code`, versions 3+.
  package var errorCode: ErrorCode
  /// `results`.
  package var results: [LogDir]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, errorCode: ErrorCode = .none, results: [LogDir] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.results = results
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    if version >= 3 { errorCode = try reader.error() }
    results = try reader.array(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    if version >= 3 { writer.error(errorCode) }
    writer.array(results, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension DescribeLogDirsResponse {
  /// Part of DescribeLogDirsResponse.
  package struct LogDir: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 5 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `log_dir`.
    package var logDir: String
    /// `topics`.
    package var topics: [Topic]
    /// `total_bytes`, versions 4+.
    package var totalBytes: Int64
    /// `usable_bytes`, versions 4+.
    package var usableBytes: Int64
    /// `is_cordoned`, version 5.
    package var isCordoned: Bool
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      logDir: String = "",
      topics: [Topic] = [],
      totalBytes: Int64 = -1,
      usableBytes: Int64 = -1,
      isCordoned: Bool = false
    ) {
      self.errorCode = errorCode
      self.logDir = logDir
      self.topics = topics
      self.totalBytes = totalBytes
      self.usableBytes = usableBytes
      self.isCordoned = isCordoned
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      logDir = try reader.string()
      topics = try reader.array(version)
      if version >= 4 { totalBytes = try reader.int64() }
      if version >= 4 { usableBytes = try reader.int64() }
      if version >= 5 { isCordoned = try reader.bool() }
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.string(logDir)
      writer.array(topics, version)
      if version >= 4 { writer.int64(totalBytes) }
      if version >= 4 { writer.int64(usableBytes) }
      if version >= 5 { writer.bool(isCordoned) }
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

extension DescribeLogDirsResponse {
  /// Part of DescribeLogDirsResponse.
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

extension DescribeLogDirsResponse {
  /// Part of DescribeLogDirsResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 21 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `partition_size`.
    package var partitionSize: Int64
    /// `offset_lag`.
    package var offsetLag: Int64
    /// `is_future_key`.
    package var isFutureKey: Bool
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      partitionSize: Int64 = 0,
      offsetLag: Int64 = 0,
      isFutureKey: Bool = false
    ) {
      self.partitionIndex = partitionIndex
      self.partitionSize = partitionSize
      self.offsetLag = offsetLag
      self.isFutureKey = isFutureKey
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      partitionSize = try reader.int64()
      offsetLag = try reader.int64()
      isFutureKey = try reader.bool()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.int64(partitionSize)
      writer.int64(offsetLag)
      writer.bool(isFutureKey)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}
