/// Made by `tools/generate-wire` from Schema/SyncGroup.wire: change that, not this (SPEC §11.7).

/// SyncGroup request, versions 0–5, flexible from 4.
package struct SyncGroupRequest: WireRequest {
  /// What answers it.
  package typealias Response = SyncGroupResponse
  /// Key 14.
  package static var api: API { .syncGroup }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
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
  /// `protocol_type`, version 5.
  package var protocolType: String?
  /// `protocol_name`, version 5.
  package var protocolName: String?
  /// `assignments`.
  package var assignments: [Assignment]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    groupID: String = "",
    generationID: Int32 = 0,
    memberID: String = "",
    groupInstanceID: String? = nil,
    protocolType: String? = nil,
    protocolName: String? = nil,
    assignments: [Assignment] = []
  ) {
    self.groupID = groupID
    self.generationID = generationID
    self.memberID = memberID
    self.groupInstanceID = groupInstanceID
    self.protocolType = protocolType
    self.protocolName = protocolName
    self.assignments = assignments
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupID = try reader.string()
    generationID = try reader.int32()
    memberID = try reader.string()
    if version >= 3 { groupInstanceID = try reader.nullableString() }
    if version >= 5 { protocolType = try reader.nullableString() }
    if version >= 5 { protocolName = try reader.nullableString() }
    assignments = try reader.array(version)
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.string(groupID)
    writer.int32(generationID)
    writer.string(memberID)
    if version >= 3 { writer.nullableString(groupInstanceID) }
    if version >= 5 { writer.nullableString(protocolType) }
    if version >= 5 { writer.nullableString(protocolName) }
    writer.array(assignments, version)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension SyncGroupRequest {
  /// Part of SyncGroupRequest.
  package struct Assignment: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `member_id`.
    package var memberID: String
    /// `assignment`.
    package var assignment: [UInt8]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(memberID: String = "", assignment: [UInt8] = []) {
      self.memberID = memberID
      self.assignment = assignment
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      memberID = try reader.string()
      assignment = try reader.bytes()
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(memberID)
      writer.bytes(assignment)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

/// SyncGroup response, versions 0–5, flexible from 4.
package struct SyncGroupResponse: WireMessage {
  /// Key 14.
  package static var api: API { .syncGroup }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `protocol_type`, version 5.
  package var protocolType: String?
  /// `protocol_name`, version 5.
  package var protocolName: String?
  /// `assignment`.
  package var assignment: [UInt8]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    errorCode: ErrorCode = .none,
    protocolType: String? = nil,
    protocolName: String? = nil,
    assignment: [UInt8] = []
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.protocolType = protocolType
    self.protocolName = protocolName
    self.assignment = assignment
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { throttleTimeMs = try reader.int32() }
    errorCode = try reader.error()
    if version >= 5 { protocolType = try reader.nullableString() }
    if version >= 5 { protocolName = try reader.nullableString() }
    assignment = try reader.bytes()
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    writer.error(errorCode)
    if version >= 5 { writer.nullableString(protocolType) }
    if version >= 5 { writer.nullableString(protocolName) }
    writer.bytes(assignment)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}
