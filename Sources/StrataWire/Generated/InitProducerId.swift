/// Made by `tools/generate-wire` from Schema/InitProducerId.wire: change that, not this (SPEC §11.7).

/// InitProducerId request, versions 0–5, flexible from 2.
package struct InitProducerIdRequest: WireRequest {
  /// What answers it.
  package typealias Response = InitProducerIdResponse
  /// Key 22.
  package static var api: API { .initProducerId }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `transactional_id`.
  package var transactionalID: String?
  /// `transaction_timeout_ms`.
  package var transactionTimeoutMs: Int32
  /// `producer_id`, versions 3+.
  package var producerID: Int64
  /// `producer_epoch`, versions 3+.
  package var producerEpoch: Int16
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    transactionalID: String? = "",
    transactionTimeoutMs: Int32 = 0,
    producerID: Int64 = -1,
    producerEpoch: Int16 = -1
  ) {
    self.transactionalID = transactionalID
    self.transactionTimeoutMs = transactionTimeoutMs
    self.producerID = producerID
    self.producerEpoch = producerEpoch
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    transactionalID = try reader.nullableString()
    transactionTimeoutMs = try reader.int32()
    if version >= 3 { producerID = try reader.int64() }
    if version >= 3 { producerEpoch = try reader.int16() }
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.nullableString(transactionalID)
    writer.int32(transactionTimeoutMs)
    if version >= 3 { writer.int64(producerID) }
    if version >= 3 { writer.int16(producerEpoch) }
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

/// InitProducerId response, versions 0–5, flexible from 2.
package struct InitProducerIdResponse: WireMessage {
  /// Key 22.
  package static var api: API { .initProducerId }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `producer_id`.
  package var producerID: Int64
  /// `producer_epoch`.
  package var producerEpoch: Int16
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    errorCode: ErrorCode = .none,
    producerID: Int64 = -1,
    producerEpoch: Int16 = 0
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.producerID = producerID
    self.producerEpoch = producerEpoch
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    errorCode = try reader.error()
    producerID = try reader.int64()
    producerEpoch = try reader.int16()
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.error(errorCode)
    writer.int64(producerID)
    writer.int16(producerEpoch)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}
