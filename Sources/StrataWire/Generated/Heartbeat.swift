/// Made by `tools/generate-wire` from Schema/Heartbeat.wire: change that, not this (SPEC §11.7).

/// Heartbeat request, versions 0–4, flexible from 4.
package struct HeartbeatRequest: WireRequest {
  /// What answers it.
  package typealias Response = HeartbeatResponse
  /// Key 12.
  package static var api: API { .heartbeat }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `group_id`.
  package var groupID: String
  /// `generation_id`.
  package var generationID: Int32
  /// `member_id`.
  package var memberID: String
  /// `group_instance_id`, versions 3+.
  package var groupInstanceID: String?
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    groupID: String = "",
    generationID: Int32 = 0,
    memberID: String = "",
    groupInstanceID: String? = nil
  ) {
    self.groupID = groupID
    self.generationID = generationID
    self.memberID = memberID
    self.groupInstanceID = groupInstanceID
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupID = try reader.string()
    generationID = try reader.int32()
    memberID = try reader.string()
    if version >= 3 { groupInstanceID = try reader.nullableString() }
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.string(groupID)
    writer.int32(generationID)
    writer.string(memberID)
    if version >= 3 { writer.nullableString(groupInstanceID) }
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

/// Heartbeat response, versions 0–4, flexible from 4.
package struct HeartbeatResponse: WireMessage {
  /// Key 12.
  package static var api: API { .heartbeat }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, errorCode: ErrorCode = .none) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { throttleTimeMs = try reader.int32() }
    errorCode = try reader.error()
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    writer.error(errorCode)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}
