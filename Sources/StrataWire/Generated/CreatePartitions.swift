/// Made by `tools/generate-wire` from Schema/CreatePartitions.wire: change that, not this (SPEC §11.7).

/// CreatePartitions request, versions 0–3, flexible from 2.
package struct CreatePartitionsRequest: WireRequest {
  /// What answers it.
  package typealias Response = CreatePartitionsResponse
  /// Key 37.
  package static var api: API { .createPartitions }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...3 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `topics`.
  package var topics: [Topic]
  /// `timeout_ms`.
  package var timeoutMs: Int32
  /// `validate_only`.
  package var validateOnly: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic] = [], timeoutMs: Int32 = 0, validateOnly: Bool = false) {
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
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(topics, version)
    writer.int32(timeoutMs)
    writer.bool(validateOnly)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension CreatePartitionsRequest {
  /// Part of CreatePartitionsRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 7 }

    /// `name`.
    package var name: String
    /// `count`.
    package var count: Int32
    /// `assignments`.
    package var assignments: [Assignment]?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", count: Int32 = 0, assignments: [Assignment]? = []) {
      self.name = name
      self.count = count
      self.assignments = assignments
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      count = try reader.int32()
      assignments = try reader.nullableArray(version)
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.int32(count)
      writer.nullableArray(assignments, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

extension CreatePartitionsRequest {
  /// Part of CreatePartitionsRequest.
  package struct Assignment: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 2 }

    /// `broker_ids`.
    package var brokerIDs: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(brokerIDs: [Int32] = []) {
      self.brokerIDs = brokerIDs
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      brokerIDs = try reader.array(version)
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.array(brokerIDs, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

/// CreatePartitions response, versions 0–3, flexible from 2.
package struct CreatePartitionsResponse: WireMessage {
  /// Key 37.
  package static var api: API { .createPartitions }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...3 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `results`.
  package var results: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, results: [Topic] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.results = results
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    results = try reader.array(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(results, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension CreatePartitionsResponse {
  /// Part of CreatePartitionsResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 5 }

    /// `name`.
    package var name: String
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", errorCode: ErrorCode = .none, errorMessage: String? = nil) {
      self.name = name
      self.errorCode = errorCode
      self.errorMessage = errorMessage
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}
