/// Made by `tools/generate-wire` from Schema/LeaveGroup.wire: change that, not this (SPEC §11.7).

/// LeaveGroup request, versions 0–5, flexible from 4.
package struct LeaveGroupRequest: WireRequest {
  /// What answers it.
  package typealias Response = LeaveGroupResponse
  /// Key 13.
  package static var api: API { .leaveGroup }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `group_id`.
  package var groupID: String
  /// `member_id`, versions 0–2.
  package var memberID: String
  /// `members`, versions 3+.
  package var members: [Member]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(groupID: String = "", memberID: String = "", members: [Member] = []) {
    self.groupID = groupID
    self.memberID = memberID
    self.members = members
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupID = try reader.string()
    if version <= 2 { memberID = try reader.string() }
    if version >= 3 { members = try reader.array(version) }
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.string(groupID)
    if version <= 2 { writer.string(memberID) }
    if version >= 3 { writer.array(members, version) }
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension LeaveGroupRequest {
  /// Part of LeaveGroupRequest.
  package struct Member: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `member_id`.
    package var memberID: String
    /// `group_instance_id`.
    package var groupInstanceID: String?
    /// `reason`, version 5.
    package var reason: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(memberID: String = "", groupInstanceID: String? = nil, reason: String? = nil) {
      self.memberID = memberID
      self.groupInstanceID = groupInstanceID
      self.reason = reason
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      memberID = try reader.string()
      groupInstanceID = try reader.nullableString()
      if version >= 5 { reason = try reader.nullableString() }
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(memberID)
      writer.nullableString(groupInstanceID)
      if version >= 5 { writer.nullableString(reason) }
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

/// LeaveGroup response, versions 0–5, flexible from 4.
package struct LeaveGroupResponse: WireMessage {
  /// Key 13.
  package static var api: API { .leaveGroup }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `members`, versions 3+.
  package var members: [Member]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, errorCode: ErrorCode = .none, members: [Member] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.members = members
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { throttleTimeMs = try reader.int32() }
    errorCode = try reader.error()
    if version >= 3 { members = try reader.array(version) }
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    writer.error(errorCode)
    if version >= 3 { writer.array(members, version) }
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension LeaveGroupResponse {
  /// Part of LeaveGroupResponse.
  package struct Member: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 5 }

    /// `member_id`.
    package var memberID: String
    /// `group_instance_id`.
    package var groupInstanceID: String?
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(memberID: String = "", groupInstanceID: String? = "", errorCode: ErrorCode = .none) {
      self.memberID = memberID
      self.groupInstanceID = groupInstanceID
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      memberID = try reader.string()
      groupInstanceID = try reader.nullableString()
      errorCode = try reader.error()
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(memberID)
      writer.nullableString(groupInstanceID)
      writer.error(errorCode)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}
