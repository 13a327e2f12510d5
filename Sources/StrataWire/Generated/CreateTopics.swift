/// Made by `tools/generate-wire` from Schema/CreateTopics.wire: change that, not this (SPEC §11.7).

/// CreateTopics request, versions 2–7, flexible from 5.
package struct CreateTopicsRequest: WireRequest {
  /// What answers it.
  package typealias Response = CreateTopicsResponse
  /// Key 19.
  package static var api: API { .createTopics }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 2...7 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 5 }

  /// `topics`.
  package var topics: [Topic]
  /// `timeout_ms`.
  package var timeoutMs: Int32
  /// `validate_only`.
  package var validateOnly: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic] = [], timeoutMs: Int32 = 60_000, validateOnly: Bool = false) {
    self.topics = topics
    self.timeoutMs = timeoutMs
    self.validateOnly = validateOnly
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    topics = try reader.array(version)
    timeoutMs = try reader.int32()
    validateOnly = try reader.bool()
    if version >= 5 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(topics, version)
    writer.int32(timeoutMs)
    writer.bool(validateOnly)
    if version >= 5 { writer.unknownTags(unknownTags) }
  }
}

extension CreateTopicsRequest {
  /// Part of CreateTopicsRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 10 }

    /// `name`.
    package var name: String
    /// `num_partitions`.
    package var numPartitions: Int32
    /// `replication_factor`.
    package var replicationFactor: Int16
    /// `assignments`.
    package var assignments: [Assignment]
    /// `configs`.
    package var configs: [Config]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      name: String = "",
      numPartitions: Int32 = 0,
      replicationFactor: Int16 = 0,
      assignments: [Assignment] = [],
      configs: [Config] = []
    ) {
      self.name = name
      self.numPartitions = numPartitions
      self.replicationFactor = replicationFactor
      self.assignments = assignments
      self.configs = configs
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      numPartitions = try reader.int32()
      replicationFactor = try reader.int16()
      assignments = try reader.array(version)
      configs = try reader.array(version)
      if version >= 5 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.int32(numPartitions)
      writer.int16(replicationFactor)
      writer.array(assignments, version)
      writer.array(configs, version)
      if version >= 5 { writer.unknownTags(unknownTags) }
    }
  }
}

extension CreateTopicsRequest {
  /// Part of CreateTopicsRequest.
  package struct Assignment: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `broker_ids`.
    package var brokerIDs: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partitionIndex: Int32 = 0, brokerIDs: [Int32] = []) {
      self.partitionIndex = partitionIndex
      self.brokerIDs = brokerIDs
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      brokerIDs = try reader.array(version)
      if version >= 5 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.array(brokerIDs, version)
      if version >= 5 { writer.unknownTags(unknownTags) }
    }
  }
}

extension CreateTopicsRequest {
  /// Part of CreateTopicsRequest.
  package struct Config: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`.
    package var name: String
    /// `value`.
    package var value: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", value: String? = "") {
      self.name = name
      self.value = value
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      value = try reader.nullableString()
      if version >= 5 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.nullableString(value)
      if version >= 5 { writer.unknownTags(unknownTags) }
    }
  }
}

/// CreateTopics response, versions 2–7, flexible from 5.
package struct CreateTopicsResponse: WireMessage {
  /// Key 19.
  package static var api: API { .createTopics }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 2...7 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 5 }

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
    if version >= 5 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(topics, version)
    if version >= 5 { writer.unknownTags(unknownTags) }
  }
}

extension CreateTopicsResponse {
  /// Part of CreateTopicsResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `name`.
    package var name: String
    /// `topic_id`, version 7.
    package var topicID: WireUUID
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// `topic_config_error_code`, versions 5+, tag 0.
    package var topicConfigErrorCode: ErrorCode
    /// `num_partitions`, versions 5+.
    package var numPartitions: Int32
    /// `replication_factor`, versions 5+.
    package var replicationFactor: Int16
    /// `configs`, versions 5+.
    package var configs: [Config]?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      name: String = "",
      topicID: WireUUID = .zero,
      errorCode: ErrorCode = .none,
      errorMessage: String? = "",
      topicConfigErrorCode: ErrorCode = .none,
      numPartitions: Int32 = -1,
      replicationFactor: Int16 = -1,
      configs: [Config]? = []
    ) {
      self.name = name
      self.topicID = topicID
      self.errorCode = errorCode
      self.errorMessage = errorMessage
      self.topicConfigErrorCode = topicConfigErrorCode
      self.numPartitions = numPartitions
      self.replicationFactor = replicationFactor
      self.configs = configs
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      if version >= 7 { topicID = try reader.uuid() }
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      if version >= 5 { numPartitions = try reader.int32() }
      if version >= 5 { replicationFactor = try reader.int16() }
      if version >= 5 { configs = try reader.nullableArray(version) }
      if version >= 5 { try readTags(from: &reader, version: version) }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      if version >= 7 { writer.uuid(topicID) }
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      if version >= 5 { writer.int32(numPartitions) }
      if version >= 5 { writer.int16(replicationFactor) }
      if version >= 5 { writer.nullableArray(configs, version) }
      if version >= 5 { writeTags(to: &writer, version: version) }
    }

    private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
      let tagCount = try reader.tagCount()
      for _ in 0..<tagCount {
        let tag = try reader.tag()
        switch tag.number {
        case 0:
          topicConfigErrorCode = try reader.error()
          try reader.endTag(tag)
        default: unknownTags.append(try reader.unknownTag(tag))
        }
      }
    }

    private func writeTags(to writer: inout WireWriter, version: Int16) {
      var tagCount = unknownTags.count
      if topicConfigErrorCode != .none { tagCount += 1 }
      writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
      if topicConfigErrorCode != .none {
        let start = writer.beginTag(0)
        writer.error(topicConfigErrorCode)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 0, below: .max)
    }
  }
}

extension CreateTopicsResponse {
  /// Part of CreateTopicsResponse.
  package struct Config: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `name`.
    package var name: String
    /// `value`.
    package var value: String?
    /// `read_only`.
    package var readOnly: Bool
    /// `config_source`.
    package var configSource: Int8
    /// `is_sensitive`.
    package var isSensitive: Bool
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      name: String = "",
      value: String? = "",
      readOnly: Bool = false,
      configSource: Int8 = -1,
      isSensitive: Bool = false
    ) {
      self.name = name
      self.value = value
      self.readOnly = readOnly
      self.configSource = configSource
      self.isSensitive = isSensitive
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      value = try reader.nullableString()
      readOnly = try reader.bool()
      configSource = try reader.int8()
      isSensitive = try reader.bool()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.nullableString(value)
      writer.bool(readOnly)
      writer.int8(configSource)
      writer.bool(isSensitive)
      writer.unknownTags(unknownTags)
    }
  }
}
