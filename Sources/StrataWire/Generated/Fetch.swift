/// Made by `tools/generate-wire` from Schema/Fetch.wire: change that, not this (SPEC §11.7).

/// Fetch request, versions 4–18, flexible from 12.
package struct FetchRequest: WireRequest {
  /// What answers it.
  package typealias Response = FetchResponse
  /// Key 1.
  package static var api: API { .fetch }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 4...18 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 12 }

  /// `cluster_id`, versions 12+, tag 0.
  package var clusterID: String?
  /// `replica_id`, versions 4–14.
  package var replicaID: Int32
  /// `replica_state`, versions 15+, tag 1.
  package var replicaState: ReplicaState
  /// `max_wait_ms`.
  package var maxWaitMs: Int32
  /// `min_bytes`.
  package var minBytes: Int32
  /// `max_bytes`.
  package var maxBytes: Int32
  /// `isolation_level`.
  package var isolationLevel: Int8
  /// `session_id`, versions 7+.
  package var sessionID: Int32
  /// `session_epoch`, versions 7+.
  package var sessionEpoch: Int32
  /// `topics`.
  package var topics: [Topic]
  /// `forgotten_topics_data`, versions 7+.
  package var forgottenTopicsData: [ForgottenTopic]
  /// `rack_id`, versions 11+.
  package var rackID: String
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    clusterID: String? = nil,
    replicaID: Int32 = -1,
    replicaState: ReplicaState = ReplicaState(),
    maxWaitMs: Int32 = 0,
    minBytes: Int32 = 0,
    maxBytes: Int32 = 2_147_483_647,
    isolationLevel: Int8 = 0,
    sessionID: Int32 = 0,
    sessionEpoch: Int32 = -1,
    topics: [Topic] = [],
    forgottenTopicsData: [ForgottenTopic] = [],
    rackID: String = ""
  ) {
    self.clusterID = clusterID
    self.replicaID = replicaID
    self.replicaState = replicaState
    self.maxWaitMs = maxWaitMs
    self.minBytes = minBytes
    self.maxBytes = maxBytes
    self.isolationLevel = isolationLevel
    self.sessionID = sessionID
    self.sessionEpoch = sessionEpoch
    self.topics = topics
    self.forgottenTopicsData = forgottenTopicsData
    self.rackID = rackID
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version <= 14 { replicaID = try reader.int32() }
    maxWaitMs = try reader.int32()
    minBytes = try reader.int32()
    maxBytes = try reader.int32()
    isolationLevel = try reader.int8()
    if version >= 7 { sessionID = try reader.int32() }
    if version >= 7 { sessionEpoch = try reader.int32() }
    topics = try reader.array(version)
    if version >= 7 { forgottenTopicsData = try reader.array(version) }
    if version >= 11 { rackID = try reader.string() }
    if version >= 12 { try readTags(from: &reader, version: version) }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version <= 14 { writer.int32(replicaID) }
    writer.int32(maxWaitMs)
    writer.int32(minBytes)
    writer.int32(maxBytes)
    writer.int8(isolationLevel)
    if version >= 7 { writer.int32(sessionID) }
    if version >= 7 { writer.int32(sessionEpoch) }
    writer.array(topics, version)
    if version >= 7 { writer.array(forgottenTopicsData, version) }
    if version >= 11 { writer.string(rackID) }
    if version >= 12 { writeTags(to: &writer, version: version) }
  }

  private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
    let tagCount = try reader.tagCount()
    for _ in 0..<tagCount {
      let tag = try reader.tag()
      switch tag.number {
      case 0:
        clusterID = try reader.nullableString()
        try reader.endTag(tag)
      case 1 where version >= 15:
        replicaState = try ReplicaState(from: &reader, version: version)
        try reader.endTag(tag)
      default: unknownTags.append(try reader.unknownTag(tag))
      }
    }
  }

  private func writeTags(to writer: inout WireWriter, version: Int16) {
    var tagCount = unknownTags.count
    if clusterID != nil { tagCount += 1 }
    if version >= 15 && replicaState != ReplicaState() { tagCount += 1 }
    writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
    if clusterID != nil {
      let start = writer.beginTag(0)
      writer.nullableString(clusterID)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 0, below: 1)
    if version >= 15 && replicaState != ReplicaState() {
      let start = writer.beginTag(1)
      replicaState.write(to: &writer, version: version)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 1, below: .max)
  }
}

extension FetchRequest {
  /// Part of FetchRequest.
  package struct ReplicaState: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 13 }

    /// `replica_id`.
    package var replicaID: Int32
    /// `replica_epoch`.
    package var replicaEpoch: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(replicaID: Int32 = -1, replicaEpoch: Int64 = -1) {
      self.replicaID = replicaID
      self.replicaEpoch = replicaEpoch
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      replicaID = try reader.int32()
      replicaEpoch = try reader.int64()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(replicaID)
      writer.int64(replicaEpoch)
      writer.unknownTags(unknownTags)
    }
  }
}

extension FetchRequest {
  /// Part of FetchRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`, versions 4–12.
    package var topic: String
    /// `topic_id`, versions 13+.
    package var topicID: WireUUID
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", topicID: WireUUID = .zero, partitions: [Partition] = []) {
      self.topic = topic
      self.topicID = topicID
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 12 { topic = try reader.string() }
      if version >= 13 { topicID = try reader.uuid() }
      partitions = try reader.array(version)
      if version >= 12 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 12 { writer.string(topic) }
      if version >= 13 { writer.uuid(topicID) }
      writer.array(partitions, version)
      if version >= 12 { writer.unknownTags(unknownTags) }
    }
  }
}

extension FetchRequest {
  /// Part of FetchRequest.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 16 }

    /// `partition`.
    package var partition: Int32
    /// `current_leader_epoch`, versions 9+.
    package var currentLeaderEpoch: Int32
    /// `fetch_offset`.
    package var fetchOffset: Int64
    /// `last_fetched_epoch`, versions 12+.
    package var lastFetchedEpoch: Int32
    /// `log_start_offset`, versions 5+.
    package var logStartOffset: Int64
    /// `partition_max_bytes`.
    package var partitionMaxBytes: Int32
    /// `replica_directory_id`, versions 17+, tag 0.
    package var replicaDirectoryID: WireUUID
    /// `high_watermark`, version 18, tag 1.
    package var highWatermark: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partition: Int32 = 0,
      currentLeaderEpoch: Int32 = -1,
      fetchOffset: Int64 = 0,
      lastFetchedEpoch: Int32 = -1,
      logStartOffset: Int64 = -1,
      partitionMaxBytes: Int32 = 0,
      replicaDirectoryID: WireUUID = .zero,
      highWatermark: Int64 = 9_223_372_036_854_775_807
    ) {
      self.partition = partition
      self.currentLeaderEpoch = currentLeaderEpoch
      self.fetchOffset = fetchOffset
      self.lastFetchedEpoch = lastFetchedEpoch
      self.logStartOffset = logStartOffset
      self.partitionMaxBytes = partitionMaxBytes
      self.replicaDirectoryID = replicaDirectoryID
      self.highWatermark = highWatermark
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partition = try reader.int32()
      if version >= 9 { currentLeaderEpoch = try reader.int32() }
      fetchOffset = try reader.int64()
      if version >= 12 { lastFetchedEpoch = try reader.int32() }
      if version >= 5 { logStartOffset = try reader.int64() }
      partitionMaxBytes = try reader.int32()
      if version >= 12 { try readTags(from: &reader, version: version) }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partition)
      if version >= 9 { writer.int32(currentLeaderEpoch) }
      writer.int64(fetchOffset)
      if version >= 12 { writer.int32(lastFetchedEpoch) }
      if version >= 5 { writer.int64(logStartOffset) }
      writer.int32(partitionMaxBytes)
      if version >= 12 { writeTags(to: &writer, version: version) }
    }

    private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
      let tagCount = try reader.tagCount()
      for _ in 0..<tagCount {
        let tag = try reader.tag()
        switch tag.number {
        case 0 where version >= 17:
          replicaDirectoryID = try reader.uuid()
          try reader.endTag(tag)
        case 1 where version >= 18:
          highWatermark = try reader.int64()
          try reader.endTag(tag)
        default: unknownTags.append(try reader.unknownTag(tag))
        }
      }
    }

    private func writeTags(to writer: inout WireWriter, version: Int16) {
      var tagCount = unknownTags.count
      if version >= 17 && replicaDirectoryID != .zero { tagCount += 1 }
      if version >= 18 && highWatermark != 9_223_372_036_854_775_807 { tagCount += 1 }
      writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
      if version >= 17 && replicaDirectoryID != .zero {
        let start = writer.beginTag(0)
        writer.uuid(replicaDirectoryID)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 0, below: 1)
      if version >= 18 && highWatermark != 9_223_372_036_854_775_807 {
        let start = writer.beginTag(1)
        writer.int64(highWatermark)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 1, below: .max)
    }
  }
}

extension FetchRequest {
  /// Part of FetchRequest.
  package struct ForgottenTopic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`, versions 7–12.
    package var topic: String
    /// `topic_id`, versions 13+.
    package var topicID: WireUUID
    /// `partitions`.
    package var partitions: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", topicID: WireUUID = .zero, partitions: [Int32] = []) {
      self.topic = topic
      self.topicID = topicID
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 12 { topic = try reader.string() }
      if version >= 13 { topicID = try reader.uuid() }
      partitions = try reader.array(version)
      if version >= 12 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 12 { writer.string(topic) }
      if version >= 13 { writer.uuid(topicID) }
      writer.array(partitions, version)
      if version >= 12 { writer.unknownTags(unknownTags) }
    }
  }
}

/// Fetch response, versions 4–18, flexible from 12.
package struct FetchResponse: WireMessage {
  /// Key 1.
  package static var api: API { .fetch }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 4...18 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 12 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `error_code`, versions 7+.
  package var errorCode: ErrorCode
  /// `session_id`, versions 7+.
  package var sessionID: Int32
  /// `responses`.
  package var responses: [Topic]
  /// `node_endpoints`, versions 16+, tag 0.
  package var nodeEndpoints: [NodeEndpoint]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    errorCode: ErrorCode = .none,
    sessionID: Int32 = 0,
    responses: [Topic] = [],
    nodeEndpoints: [NodeEndpoint] = []
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.sessionID = sessionID
    self.responses = responses
    self.nodeEndpoints = nodeEndpoints
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    if version >= 7 { errorCode = try reader.error() }
    if version >= 7 { sessionID = try reader.int32() }
    responses = try reader.array(version)
    if version >= 12 { try readTags(from: &reader, version: version) }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    if version >= 7 { writer.error(errorCode) }
    if version >= 7 { writer.int32(sessionID) }
    writer.array(responses, version)
    if version >= 12 { writeTags(to: &writer, version: version) }
  }

  private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
    let tagCount = try reader.tagCount()
    for _ in 0..<tagCount {
      let tag = try reader.tag()
      switch tag.number {
      case 0 where version >= 16:
        nodeEndpoints = try reader.array(version)
        try reader.endTag(tag)
      default: unknownTags.append(try reader.unknownTag(tag))
      }
    }
  }

  private func writeTags(to writer: inout WireWriter, version: Int16) {
    var tagCount = unknownTags.count
    if version >= 16 && !nodeEndpoints.isEmpty { tagCount += 1 }
    writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
    if version >= 16 && !nodeEndpoints.isEmpty {
      let start = writer.beginTag(0)
      writer.array(nodeEndpoints, version)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 0, below: .max)
  }
}

extension FetchResponse {
  /// Part of FetchResponse.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `topic`, versions 4–12.
    package var topic: String
    /// `topic_id`, versions 13+.
    package var topicID: WireUUID
    /// `partitions`.
    package var partitions: [Partition]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(topic: String = "", topicID: WireUUID = .zero, partitions: [Partition] = []) {
      self.topic = topic
      self.topicID = topicID
      self.partitions = partitions
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      if version <= 12 { topic = try reader.string() }
      if version >= 13 { topicID = try reader.uuid() }
      partitions = try reader.array(version)
      if version >= 12 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      if version <= 12 { writer.string(topic) }
      if version >= 13 { writer.uuid(topicID) }
      writer.array(partitions, version)
      if version >= 12 { writer.unknownTags(unknownTags) }
    }
  }
}

extension FetchResponse {
  /// Part of FetchResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 30 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `high_watermark`.
    package var highWatermark: Int64
    /// `last_stable_offset`.
    package var lastStableOffset: Int64
    /// `log_start_offset`, versions 5+.
    package var logStartOffset: Int64
    /// `diverging_epoch`, versions 12+, tag 0.
    package var divergingEpoch: DivergingEpoch
    /// `current_leader`, versions 12+, tag 1.
    package var currentLeader: CurrentLeader
    /// `snapshot_id`, versions 12+, tag 2.
    package var snapshotID: SnapshotID
    /// `aborted_transactions`.
    package var abortedTransactions: [AbortedTransaction]?
    /// `preferred_read_replica`, versions 11+.
    package var preferredReadReplica: Int32
    /// `records`.
    package var records: RecordBytes
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      errorCode: ErrorCode = .none,
      highWatermark: Int64 = 0,
      lastStableOffset: Int64 = -1,
      logStartOffset: Int64 = -1,
      divergingEpoch: DivergingEpoch = DivergingEpoch(),
      currentLeader: CurrentLeader = CurrentLeader(),
      snapshotID: SnapshotID = SnapshotID(),
      abortedTransactions: [AbortedTransaction]? = [],
      preferredReadReplica: Int32 = -1,
      records: RecordBytes = .null
    ) {
      self.partitionIndex = partitionIndex
      self.errorCode = errorCode
      self.highWatermark = highWatermark
      self.lastStableOffset = lastStableOffset
      self.logStartOffset = logStartOffset
      self.divergingEpoch = divergingEpoch
      self.currentLeader = currentLeader
      self.snapshotID = snapshotID
      self.abortedTransactions = abortedTransactions
      self.preferredReadReplica = preferredReadReplica
      self.records = records
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      errorCode = try reader.error()
      highWatermark = try reader.int64()
      lastStableOffset = try reader.int64()
      if version >= 5 { logStartOffset = try reader.int64() }
      abortedTransactions = try reader.nullableArray(version)
      if version >= 11 { preferredReadReplica = try reader.int32() }
      records = try reader.records()
      if version >= 12 { try readTags(from: &reader, version: version) }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.error(errorCode)
      writer.int64(highWatermark)
      writer.int64(lastStableOffset)
      if version >= 5 { writer.int64(logStartOffset) }
      writer.nullableArray(abortedTransactions, version)
      if version >= 11 { writer.int32(preferredReadReplica) }
      writer.records(records)
      if version >= 12 { writeTags(to: &writer, version: version) }
    }

    private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
      let tagCount = try reader.tagCount()
      for _ in 0..<tagCount {
        let tag = try reader.tag()
        switch tag.number {
        case 0:
          divergingEpoch = try DivergingEpoch(from: &reader, version: version)
          try reader.endTag(tag)
        case 1:
          currentLeader = try CurrentLeader(from: &reader, version: version)
          try reader.endTag(tag)
        case 2:
          snapshotID = try SnapshotID(from: &reader, version: version)
          try reader.endTag(tag)
        default: unknownTags.append(try reader.unknownTag(tag))
        }
      }
    }

    private func writeTags(to writer: inout WireWriter, version: Int16) {
      var tagCount = unknownTags.count
      if divergingEpoch != DivergingEpoch() { tagCount += 1 }
      if currentLeader != CurrentLeader() { tagCount += 1 }
      if snapshotID != SnapshotID() { tagCount += 1 }
      writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
      if divergingEpoch != DivergingEpoch() {
        let start = writer.beginTag(0)
        divergingEpoch.write(to: &writer, version: version)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 0, below: 1)
      if currentLeader != CurrentLeader() {
        let start = writer.beginTag(1)
        currentLeader.write(to: &writer, version: version)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 1, below: 2)
      if snapshotID != SnapshotID() {
        let start = writer.beginTag(2)
        snapshotID.write(to: &writer, version: version)
        writer.endTag(start)
      }
      writer.unknownTags(unknownTags, from: 2, below: .max)
    }
  }
}

extension FetchResponse {
  /// Part of FetchResponse.
  package struct DivergingEpoch: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 13 }

    /// `epoch`.
    package var epoch: Int32
    /// `end_offset`.
    package var endOffset: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(epoch: Int32 = -1, endOffset: Int64 = -1) {
      self.epoch = epoch
      self.endOffset = endOffset
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      epoch = try reader.int32()
      endOffset = try reader.int64()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(epoch)
      writer.int64(endOffset)
      writer.unknownTags(unknownTags)
    }
  }
}

extension FetchResponse {
  /// Part of FetchResponse.
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

extension FetchResponse {
  /// Part of FetchResponse.
  package struct SnapshotID: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 13 }

    /// `end_offset`.
    package var endOffset: Int64
    /// `epoch`.
    package var epoch: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(endOffset: Int64 = -1, epoch: Int32 = -1) {
      self.endOffset = endOffset
      self.epoch = epoch
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      endOffset = try reader.int64()
      epoch = try reader.int32()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int64(endOffset)
      writer.int32(epoch)
      writer.unknownTags(unknownTags)
    }
  }
}

extension FetchResponse {
  /// Part of FetchResponse.
  package struct AbortedTransaction: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 16 }

    /// `producer_id`.
    package var producerID: Int64
    /// `first_offset`.
    package var firstOffset: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(producerID: Int64 = 0, firstOffset: Int64 = 0) {
      self.producerID = producerID
      self.firstOffset = firstOffset
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      producerID = try reader.int64()
      firstOffset = try reader.int64()
      if version >= 12 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int64(producerID)
      writer.int64(firstOffset)
      if version >= 12 { writer.unknownTags(unknownTags) }
    }
  }
}

extension FetchResponse {
  /// Part of FetchResponse.
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
