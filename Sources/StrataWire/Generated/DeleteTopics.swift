/// Made by `tools/generate-wire` from Schema/DeleteTopics.wire: change that, not this (SPEC §11.7).

/// DeleteTopics request, versions 1–6, flexible from 4.
package struct DeleteTopicsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DeleteTopicsResponse
  /// Key 20.
  package static var api: API { .deleteTopics }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...6 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `topics`, version 6.
  package var topics: [Topic]
  /// `topic_names`, versions 1–5.
  package var topicNames: [String]
  /// `timeout_ms`.
  package var timeoutMs: Int32
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic] = [], topicNames: [String] = [], timeoutMs: Int32 = 0) {
    self.topics = topics
    self.topicNames = topicNames
    self.timeoutMs = timeoutMs
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 6 { topics = try reader.array(version) }
    if version <= 5 { topicNames = try reader.array(version) }
    timeoutMs = try reader.int32()
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 6 { writer.array(topics, version) }
    if version <= 5 { writer.array(topicNames, version) }
    writer.int32(timeoutMs)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension DeleteTopicsRequest {
  /// Part of DeleteTopicsRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 18 }

    /// `name`.
    package var name: String?
    /// `topic_id`.
    package var topicID: WireUUID
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String? = nil, topicID: WireUUID = .zero) {
      self.name = name
      self.topicID = topicID
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.nullableString()
      topicID = try reader.uuid()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.nullableString(name)
      writer.uuid(topicID)
      writer.unknownTags(unknownTags)
    }
  }
}

/// DeleteTopics response, versions 1–6, flexible from 4.
package struct DeleteTopicsResponse: WireMessage {
  /// Key 20.
  package static var api: API { .deleteTopics }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...6 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `responses`.
  package var responses: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, responses: [Topic] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.responses = responses
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    responses = try reader.array(version)
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(responses, version)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension DeleteTopicsResponse {
  /// Part of DeleteTopicsResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `name`, null in version 6 only.
    package var name: String?
    /// `topic_id`, version 6.
    package var topicID: WireUUID
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`, versions 5+.
    package var errorMessage: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      name: String? = "",
      topicID: WireUUID = .zero,
      errorCode: ErrorCode = .none,
      errorMessage: String? = nil
    ) {
      self.name = name
      self.topicID = topicID
      self.errorCode = errorCode
      self.errorMessage = errorMessage
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = version >= 6 ? try reader.nullableString() : try reader.string()
      if version >= 6 { topicID = try reader.uuid() }
      errorCode = try reader.error()
      if version >= 5 { errorMessage = try reader.nullableString() }
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version >= 6 {
        writer.nullableString(name)
      } else {
        writer.string(name ?? "")
      }
      if version >= 6 { writer.uuid(topicID) }
      writer.error(errorCode)
      if version >= 5 { writer.nullableString(errorMessage) }
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}
