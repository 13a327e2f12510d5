/// Made by `tools/generate-wire` from Schema/JoinGroup.wire: change that, not this (SPEC §11.7).

/// JoinGroup request, versions 0–9, flexible from 6.
package struct JoinGroupRequest: WireRequest {
  /// What answers it.
  package typealias Response = JoinGroupResponse
  /// Key 11.
  package static var api: API { .joinGroup }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...9 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 6 }

  /// `group_id`.
  package var groupID: String
  /// `session_timeout_ms`.
  package var sessionTimeoutMs: Int32
  /// `rebalance_timeout_ms`, versions 1+.
  package var rebalanceTimeoutMs: Int32
  /// `member_id`.
  package var memberID: String
  /// `group_instance_id`, versions 5+.
  package var groupInstanceID: String?
  /// `protocol_type`.
  package var protocolType: String
  /// `protocols`.
  package var protocols: [OfferedProtocol]
  /// `reason`, versions 8+.
  package var reason: String?
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    groupID: String = "",
    sessionTimeoutMs: Int32 = 0,
    rebalanceTimeoutMs: Int32 = -1,
    memberID: String = "",
    groupInstanceID: String? = nil,
    protocolType: String = "",
    protocols: [OfferedProtocol] = [],
    reason: String? = nil
  ) {
    self.groupID = groupID
    self.sessionTimeoutMs = sessionTimeoutMs
    self.rebalanceTimeoutMs = rebalanceTimeoutMs
    self.memberID = memberID
    self.groupInstanceID = groupInstanceID
    self.protocolType = protocolType
    self.protocols = protocols
    self.reason = reason
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupID = try reader.string()
    sessionTimeoutMs = try reader.int32()
    if version >= 1 { rebalanceTimeoutMs = try reader.int32() }
    memberID = try reader.string()
    if version >= 5 { groupInstanceID = try reader.nullableString() }
    protocolType = try reader.string()
    protocols = try reader.array(version)
    if version >= 8 { reason = try reader.nullableString() }
    if version >= 6 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.string(groupID)
    writer.int32(sessionTimeoutMs)
    if version >= 1 { writer.int32(rebalanceTimeoutMs) }
    writer.string(memberID)
    if version >= 5 { writer.nullableString(groupInstanceID) }
    writer.string(protocolType)
    writer.array(protocols, version)
    if version >= 8 { writer.nullableString(reason) }
    if version >= 6 { writer.unknownTags(unknownTags) }
  }
}

extension JoinGroupRequest {
  /// Part of JoinGroupRequest.
  package struct OfferedProtocol: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`.
    package var name: String
    /// `metadata`.
    package var metadata: [UInt8]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", metadata: [UInt8] = []) {
      self.name = name
      self.metadata = metadata
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      metadata = try reader.bytes()
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.bytes(metadata)
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}

/// JoinGroup response, versions 0–9, flexible from 6.
package struct JoinGroupResponse: WireMessage {
  /// Key 11.
  package static var api: API { .joinGroup }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...9 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 6 }

  /// `throttle_time_ms`, versions 2+.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `generation_id`.
  package var generationID: Int32
  /// `protocol_type`, versions 7+.
  package var protocolType: String?
  /// `protocol_name`, null in versions 7+ only.
  package var protocolName: String?
  /// `leader`.
  package var leader: String
  /// `skip_assignment`, version 9.
  package var skipAssignment: Bool
  /// `member_id`.
  package var memberID: String
  /// `members`.
  package var members: [Member]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    errorCode: ErrorCode = .none,
    generationID: Int32 = -1,
    protocolType: String? = nil,
    protocolName: String? = "",
    leader: String = "",
    skipAssignment: Bool = false,
    memberID: String = "",
    members: [Member] = []
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.generationID = generationID
    self.protocolType = protocolType
    self.protocolName = protocolName
    self.leader = leader
    self.skipAssignment = skipAssignment
    self.memberID = memberID
    self.members = members
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 2 { throttleTimeMs = try reader.int32() }
    errorCode = try reader.error()
    generationID = try reader.int32()
    if version >= 7 { protocolType = try reader.nullableString() }
    protocolName = version >= 7 ? try reader.nullableString() : try reader.string()
    leader = try reader.string()
    if version >= 9 { skipAssignment = try reader.bool() }
    memberID = try reader.string()
    members = try reader.array(version)
    if version >= 6 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 2 { writer.int32(throttleTimeMs) }
    writer.error(errorCode)
    writer.int32(generationID)
    if version >= 7 { writer.nullableString(protocolType) }
    if version >= 7 {
      writer.nullableString(protocolName)
    } else {
      writer.string(protocolName ?? "")
    }
    writer.string(leader)
    if version >= 9 { writer.bool(skipAssignment) }
    writer.string(memberID)
    writer.array(members, version)
    if version >= 6 { writer.unknownTags(unknownTags) }
  }
}

extension JoinGroupResponse {
  /// Part of JoinGroupResponse.
  package struct Member: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `member_id`.
    package var memberID: String
    /// `group_instance_id`, versions 5+.
    package var groupInstanceID: String?
    /// `metadata`.
    package var metadata: [UInt8]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(memberID: String = "", groupInstanceID: String? = nil, metadata: [UInt8] = []) {
      self.memberID = memberID
      self.groupInstanceID = groupInstanceID
      self.metadata = metadata
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      memberID = try reader.string()
      if version >= 5 { groupInstanceID = try reader.nullableString() }
      metadata = try reader.bytes()
      if version >= 6 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(memberID)
      if version >= 5 { writer.nullableString(groupInstanceID) }
      writer.bytes(metadata)
      if version >= 6 { writer.unknownTags(unknownTags) }
    }
  }
}
