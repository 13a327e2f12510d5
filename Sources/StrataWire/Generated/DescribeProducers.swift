/// Made by `tools/generate-wire` from Schema/DescribeProducers.wire: change that, not this (SPEC §11.7).

/// DescribeProducers request, versions 0–0, flexible from 0.
package struct DescribeProducersRequest: WireRequest {
  /// What answers it.
  package typealias Response = DescribeProducersResponse
  /// Key 61.
  package static var api: API { .describeProducers }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...0 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `topics`.
  package var topics: [Topic]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(topics: [Topic] = []) {
    self.topics = topics
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    topics = try reader.array(version)
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(topics, version)
    writer.unknownTags(unknownTags)
  }
}

extension DescribeProducersRequest {
  /// Part of DescribeProducersRequest.
  package struct Topic: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`.
    package var name: String
    /// `partition_indexes`.
    package var partitionIndexes: [Int32]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", partitionIndexes: [Int32] = []) {
      self.name = name
      self.partitionIndexes = partitionIndexes
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      partitionIndexes = try reader.array(version)
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitionIndexes, version)
      writer.unknownTags(unknownTags)
    }
  }
}

/// DescribeProducers response, versions 0–0, flexible from 0.
package struct DescribeProducersResponse: WireMessage {
  /// Key 61.
  package static var api: API { .describeProducers }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...0 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

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
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(topics, version)
    writer.unknownTags(unknownTags)
  }
}

extension DescribeProducersResponse {
  /// Part of DescribeProducersResponse.
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
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.array(partitions, version)
      writer.unknownTags(unknownTags)
    }
  }
}

extension DescribeProducersResponse {
  /// Part of DescribeProducersResponse.
  package struct Partition: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 9 }

    /// `partition_index`.
    package var partitionIndex: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// `active_producers`.
    package var activeProducers: [ActiveProducer]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      partitionIndex: Int32 = 0,
      errorCode: ErrorCode = .none,
      errorMessage: String? = nil,
      activeProducers: [ActiveProducer] = []
    ) {
      self.partitionIndex = partitionIndex
      self.errorCode = errorCode
      self.errorMessage = errorMessage
      self.activeProducers = activeProducers
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      partitionIndex = try reader.int32()
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      activeProducers = try reader.array(version)
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(partitionIndex)
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      writer.array(activeProducers, version)
      writer.unknownTags(unknownTags)
    }
  }
}

extension DescribeProducersResponse {
  /// Part of DescribeProducersResponse.
  package struct ActiveProducer: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 37 }

    /// `producer_id`.
    package var producerID: Int64
    /// `producer_epoch`.
    package var producerEpoch: Int32
    /// `last_sequence`.
    package var lastSequence: Int32
    /// `last_timestamp`.
    package var lastTimestamp: Int64
    /// `coordinator_epoch`.
    package var coordinatorEpoch: Int32
    /// `current_txn_start_offset`.
    package var currentTxnStartOffset: Int64
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      producerID: Int64 = 0,
      producerEpoch: Int32 = 0,
      lastSequence: Int32 = -1,
      lastTimestamp: Int64 = -1,
      coordinatorEpoch: Int32 = 0,
      currentTxnStartOffset: Int64 = -1
    ) {
      self.producerID = producerID
      self.producerEpoch = producerEpoch
      self.lastSequence = lastSequence
      self.lastTimestamp = lastTimestamp
      self.coordinatorEpoch = coordinatorEpoch
      self.currentTxnStartOffset = currentTxnStartOffset
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      producerID = try reader.int64()
      producerEpoch = try reader.int32()
      lastSequence = try reader.int32()
      lastTimestamp = try reader.int64()
      coordinatorEpoch = try reader.int32()
      currentTxnStartOffset = try reader.int64()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int64(producerID)
      writer.int32(producerEpoch)
      writer.int32(lastSequence)
      writer.int64(lastTimestamp)
      writer.int32(coordinatorEpoch)
      writer.int64(currentTxnStartOffset)
      writer.unknownTags(unknownTags)
    }
  }
}
