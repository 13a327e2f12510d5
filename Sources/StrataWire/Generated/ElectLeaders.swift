/// Made by `tools/generate-wire` from Schema/ElectLeaders.wire: change that, not this (SPEC §11.7).

/// ElectLeaders request, versions 0–2, flexible from 2.
package struct ElectLeadersRequest: WireRequest {
  /// What answers it.
  package typealias Response = ElectLeadersResponse
  /// Key 43.
  package static var api: API { .electLeaders }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `election_type`, versions 1+.
  package var electionType: Int8
  /// `topic_partitions`.
  package var topicPartitions: [Topic]?
  /// `timeout_ms`.
  package var timeoutMs: Int32
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(electionType: Int8 = 0, topicPartitions: [Topic]? = [], timeoutMs: Int32 = 60_000) {
    self.electionType = electionType
    self.topicPartitions = topicPartitions
    self.timeoutMs = timeoutMs
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { electionType = try reader.int8() }
    topicPartitions = try reader.nullableArray(version)
    timeoutMs = try reader.int32()
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int8(electionType) }
    writer.nullableArray(topicPartitions, version)
    writer.int32(timeoutMs)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension ElectLeadersRequest {
  /// Part of ElectLeadersRequest.
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

/// ElectLeaders response, versions 0–2, flexible from 2.
package struct ElectLeadersResponse: WireMessage {
  /// Key 43.
  package static var api: API { .electLeaders }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `error_code`, versions 1+.
  package var errorCode: ErrorCode
  /// `replica_election_results`.
  package var replicaElectionResults: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, errorCode: ErrorCode = .none, replicaElectionResults: [Topic] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.replicaElectionResults = replicaElectionResults
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    if version >= 1 { errorCode = try reader.error() }
    replicaElectionResults = try reader.array(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    if version >= 1 { writer.error(errorCode) }
    writer.array(replicaElectionResults, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension ElectLeadersResponse {
  /// Part of ElectLeadersResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`.
    package var topic: String
    /// `partition_result`.
    package var partitionResult: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", partitionResult: [Partition] = []) {
      self.topic = topic
      self.partitionResult = partitionResult
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      topic = try reader.string()
      partitionResult = try reader.array(version)
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(topic)
      writer.array(partitionResult, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

extension ElectLeadersResponse {
  /// Part of ElectLeadersResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 8 }

    /// `partition_id`.
    package var partitionID: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(partitionID: Int32 = 0, errorCode: ErrorCode = .none, errorMessage: String? = "") {
      self.partitionID = partitionID
      self.errorCode = errorCode
      self.errorMessage = errorMessage
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionID = try reader.int32()
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionID)
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}
