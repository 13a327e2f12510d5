/// Made by `tools/generate-wire` from Schema/Produce.wire: change that, not this (SPEC §11.7).

/// Produce request, versions 3–13, flexible from 9.
package struct ProduceRequest: WireRequest {
  /// What answers it.
  package typealias Response = ProduceResponse
  /// Key 0.
  package static var api: API { .produce }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 3...13 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 9 }

  /// `transactional_id`.
  package var transactionalID: String?
  /// `acks`.
  package var acks: Int16
  /// `timeout_ms`.
  package var timeoutMs: Int32
  /// `topic_data`.
  package var topicData: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(transactionalID: String? = nil, acks: Int16 = 0, timeoutMs: Int32 = 0, topicData: [Topic] = []) {
    self.transactionalID = transactionalID
    self.acks = acks
    self.timeoutMs = timeoutMs
    self.topicData = topicData
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    transactionalID = try reader.nullableString()
    acks = try reader.int16()
    timeoutMs = try reader.int32()
    topicData = try reader.array(version)
    if version >= 9 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.nullableString(transactionalID)
    writer.int16(acks)
    writer.int32(timeoutMs)
    writer.array(topicData, version)
    if version >= 9 { writer.unknownTags(unknownTags) }
  }
}

extension ProduceRequest {
  /// Part of ProduceRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`, versions 3–12.
    package var name: String
    /// `topic_id`, version 13.
    package var topicID: WireUUID
    /// `partition_data`.
    package var partitionData: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", topicID: WireUUID = .zero, partitionData: [Partition] = []) {
      self.name = name
      self.topicID = topicID
      self.partitionData = partitionData
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 12 { name = try reader.string() }
      if version >= 13 { topicID = try reader.uuid() }
      partitionData = try reader.array(version)
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 12 { writer.string(name) }
      if version >= 13 { writer.uuid(topicID) }
      writer.array(partitionData, version)
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

extension ProduceRequest {
  /// Part of ProduceRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `index`.
    package var index: Int32
    /// `records`.
    package var records: RecordBytes
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(index: Int32 = 0, records: RecordBytes = .null) {
      self.index = index
      self.records = records
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      index = try reader.int32()
      records = try reader.records()
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(index)
      writer.records(records)
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

/// Produce response, versions 3–13, flexible from 9.
package struct ProduceResponse: WireMessage {
  /// Key 0.
  package static var api: API { .produce }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 3...13 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 9 }

  /// `responses`.
  package var responses: [Topic]
  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `node_endpoints`, versions 10+, tag 0.
  package var nodeEndpoints: [NodeEndpoint]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(responses: [Topic] = [], throttleTimeMs: Int32 = 0, nodeEndpoints: [NodeEndpoint] = []) {
    self.responses = responses
    self.throttleTimeMs = throttleTimeMs
    self.nodeEndpoints = nodeEndpoints
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    responses = try reader.array(version)
    throttleTimeMs = try reader.int32()
    if version >= 9 { try readTags(from: &reader, version: version) }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(responses, version)
    writer.int32(throttleTimeMs)
    if version >= 9 { writeTags(to: &writer, version: version) }
  }

  private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
    let tagCount = try reader.tagCount()
    for _ in 0..<tagCount {
      let tag = try reader.tag()
      switch tag.number {
      case 0 where version >= 10:
        nodeEndpoints = try reader.array(version)
        try reader.endTag(tag)
      default: unknownTags.append(try reader.unknownTag(tag))
      }
    }
  }

  private func writeTags(to writer: inout WireWriter, version: Int16) {
    var tagCount = unknownTags.count
    if version >= 10 && !nodeEndpoints.isEmpty { tagCount += 1 }
    writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
    if version >= 10 && !nodeEndpoints.isEmpty {
      let start = writer.beginTag(0)
      writer.array(nodeEndpoints, version)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 0, below: .max)
  }
}

extension ProduceResponse {
  /// Part of ProduceResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`, versions 3–12.
    package var name: String
    /// `topic_id`, version 13.
    package var topicID: WireUUID
    /// `partition_responses`.
    package var partitionResponses: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", topicID: WireUUID = .zero, partitionResponses: [Partition] = []) {
      self.name = name
      self.topicID = topicID
      self.partitionResponses = partitionResponses
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 12 { name = try reader.string() }
      if version >= 13 { topicID = try reader.uuid() }
      partitionResponses = try reader.array(version)
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 12 { writer.string(name) }
      if version >= 13 { writer.uuid(topicID) }
      writer.array(partitionResponses, version)
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

extension ProduceResponse {
  /// Part of ProduceResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 22 }

    /// `index`.
    package var index: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `base_offset`.
    package var baseOffset: Int64
    /// `log_append_time_ms`.
    package var logAppendTimeMs: Int64
    /// `log_start_offset`, versions 5+.
    package var logStartOffset: Int64
    /// `record_errors`, versions 8+.
    package var recordErrors: [RecordError]
    /// `error_message`, versions 8+.
    package var errorMessage: String?
    /// `current_leader`, versions 10+, tag 0.
    package var currentLeader: CurrentLeader
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      index: Int32 = 0,
      errorCode: ErrorCode = .none,
      baseOffset: Int64 = 0,
      logAppendTimeMs: Int64 = -1,
      logStartOffset: Int64 = -1,
      recordErrors: [RecordError] = [],
      errorMessage: String? = nil,
      currentLeader: CurrentLeader = CurrentLeader()
    ) {
      self.index = index
      self.errorCode = errorCode
      self.baseOffset = baseOffset
      self.logAppendTimeMs = logAppendTimeMs
      self.logStartOffset = logStartOffset
      self.recordErrors = recordErrors
      self.errorMessage = errorMessage
      self.currentLeader = currentLeader
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      index = try reader.int32()
      errorCode = try reader.error()
      baseOffset = try reader.int64()
      logAppendTimeMs = try reader.int64()
      if version >= 5 { logStartOffset = try reader.int64() }
      if version >= 8 { recordErrors = try reader.array(version) }
      if version >= 8 { errorMessage = try reader.nullableString() }
      if version >= 9 { try readTags(from: &reader, version: version) }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(index)
      writer.error(errorCode)
      writer.int64(baseOffset)
      writer.int64(logAppendTimeMs)
      if version >= 5 { writer.int64(logStartOffset) }
      if version >= 8 { writer.array(recordErrors, version) }
      if version >= 8 { writer.nullableString(errorMessage) }
      if version >= 9 { writeTags(to: &writer, version: version) }
    }

    private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
      let tagCount = try reader.tagCount()
      for _ in 0..<tagCount {
        let tag = try reader.tag()
        switch tag.number {
        case 0 where version >= 10:
          currentLeader = try CurrentLeader(from: &reader, version: version)
          try reader.endTag(tag)
        default: unknownTags.append(try reader.unknownTag(tag))
        }
      }
    }

    private func writeTags(to writer: inout WireWriter, version: Int16) {
      var tagCount = unknownTags.count
      if version >= 10 && currentLeader != CurrentLeader() { tagCount += 1 }
      writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
      if version >= 10 && currentLeader != CurrentLeader() {
        let start = writer.beginTag(0)
        currentLeader.write(to: &writer, version: version)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 0, below: .max)
    }
  }
}

extension ProduceResponse {
  /// Part of ProduceResponse.
  package struct RecordError: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `batch_index`.
    package var batchIndex: Int32
    /// `batch_index_error_message`.
    package var batchIndexErrorMessage: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(batchIndex: Int32 = 0, batchIndexErrorMessage: String? = nil) {
      self.batchIndex = batchIndex
      self.batchIndexErrorMessage = batchIndexErrorMessage
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      batchIndex = try reader.int32()
      batchIndexErrorMessage = try reader.nullableString()
      if version >= 9 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(batchIndex)
      writer.nullableString(batchIndexErrorMessage)
      if version >= 9 { writer.unknownTags(unknownTags) }
    }
  }
}

extension ProduceResponse {
  /// Part of ProduceResponse.
  package struct CurrentLeader: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 9 }

    /// `leader_id`.
    package var leaderID: Int32
    /// `leader_epoch`.
    package var leaderEpoch: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(leaderID: Int32 = -1, leaderEpoch: Int32 = -1) {
      self.leaderID = leaderID
      self.leaderEpoch = leaderEpoch
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      leaderID = try reader.int32()
      leaderEpoch = try reader.int32()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(leaderID)
      writer.int32(leaderEpoch)
      writer.unknownTags(unknownTags)
    }
  }
}

extension ProduceResponse {
  /// Part of ProduceResponse.
  package struct NodeEndpoint: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 11 }

    /// `node_id`.
    package var nodeID: Int32
    /// `host`.
    package var host: String
    /// `port`.
    package var port: Int32
    /// `rack`.
    package var rack: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(nodeID: Int32 = 0, host: String = "", port: Int32 = 0, rack: String? = nil) {
      self.nodeID = nodeID
      self.host = host
      self.port = port
      self.rack = rack
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      nodeID = try reader.int32()
      host = try reader.string()
      port = try reader.int32()
      rack = try reader.nullableString()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(nodeID)
      writer.string(host)
      writer.int32(port)
      writer.nullableString(rack)
      writer.unknownTags(unknownTags)
    }
  }
}
