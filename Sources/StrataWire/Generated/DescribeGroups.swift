/// Made by `tools/generate-wire` from Schema/DescribeGroups.wire: change that, not this (SPEC §11.7).

/// DescribeGroups request, versions 0–6, flexible from 5.
package struct DescribeGroupsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DescribeGroupsResponse
  /// Key 15.
  package static var api: API { .describeGroups }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...6 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 5 }

  /// `groups`.
  package var groups: [String]
  /// `include_authorized_operations`, versions 3+.
  package var includeAuthorizedOperations: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(groups: [String] = [], includeAuthorizedOperations: Bool = false) {
    self.groups = groups
    self.includeAuthorizedOperations = includeAuthorizedOperations
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groups = try reader.array(version)
    if version >= 3 { includeAuthorizedOperations = try reader.bool() }
    if version >= 5 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(groups, version)
    if version >= 3 { writer.bool(includeAuthorizedOperations) }
    if version >= 5 { writer.unknownTags(unknownTags) }
  }
}

/// DescribeGroups response, versions 0–6, flexible from 5.
package struct DescribeGroupsResponse: WireMessage {
  /// Key 15.
  package static var api: API { .describeGroups }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...6 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 5 }

  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `groups`.
  package var groups: [Group]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, groups: [Group] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.groups = groups
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { throttleTimeMs = try reader.int32() }
    groups = try reader.array(version)
    if version >= 5 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    writer.array(groups, version)
    if version >= 5 { writer.unknownTags(unknownTags) }
  }
}

extension DescribeGroupsResponse {
  /// Part of DescribeGroupsResponse.
  package struct Group: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 12 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`, version 6.
    package var errorMessage: String?
    /// `group_id`.
    package var groupID: String
    /// `group_state`.
    package var groupState: String
    /// `protocol_type`.
    package var protocolType: String
    /// `protocol_data`.
    package var protocolData: String
    /// `members`.
    package var members: [Member]
    /// `authorized_operations`, versions 3+.
    package var authorizedOperations: Int32
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      errorMessage: String? = nil,
      groupID: String = "",
      groupState: String = "",
      protocolType: String = "",
      protocolData: String = "",
      members: [Member] = [],
      authorizedOperations: Int32 = -2_147_483_648
    ) {
      self.errorCode = errorCode
      self.errorMessage = errorMessage
      self.groupID = groupID
      self.groupState = groupState
      self.protocolType = protocolType
      self.protocolData = protocolData
      self.members = members
      self.authorizedOperations = authorizedOperations
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      if version >= 6 { errorMessage = try reader.nullableString() }
      groupID = try reader.string()
      groupState = try reader.string()
      protocolType = try reader.string()
      protocolData = try reader.string()
      members = try reader.array(version)
      if version >= 3 { authorizedOperations = try reader.int32() }
      if version >= 5 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      if version >= 6 { writer.nullableString(errorMessage) }
      writer.string(groupID)
      writer.string(groupState)
      writer.string(protocolType)
      writer.string(protocolData)
      writer.array(members, version)
      if version >= 3 { writer.int32(authorizedOperations) }
      if version >= 5 { writer.unknownTags(unknownTags) }
    }
  }
}

extension DescribeGroupsResponse {
  /// Part of DescribeGroupsResponse.
  package struct Member: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 7 }

    /// `member_id`.
    package var memberID: String
    /// `group_instance_id`, versions 4+.
    package var groupInstanceID: String?
    /// `client_id`.
    package var clientID: String
    /// `client_host`.
    package var clientHost: String
    /// `member_metadata`.
    package var memberMetadata: [UInt8]
    /// `member_assignment`.
    package var memberAssignment: [UInt8]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      memberID: String = "",
      groupInstanceID: String? = nil,
      clientID: String = "",
      clientHost: String = "",
      memberMetadata: [UInt8] = [],
      memberAssignment: [UInt8] = []
    ) {
      self.memberID = memberID
      self.groupInstanceID = groupInstanceID
      self.clientID = clientID
      self.clientHost = clientHost
      self.memberMetadata = memberMetadata
      self.memberAssignment = memberAssignment
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      memberID = try reader.string()
      if version >= 4 { groupInstanceID = try reader.nullableString() }
      clientID = try reader.string()
      clientHost = try reader.string()
      memberMetadata = try reader.bytes()
      memberAssignment = try reader.bytes()
      if version >= 5 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(memberID)
      if version >= 4 { writer.nullableString(groupInstanceID) }
      writer.string(clientID)
      writer.string(clientHost)
      writer.bytes(memberMetadata)
      writer.bytes(memberAssignment)
      if version >= 5 { writer.unknownTags(unknownTags) }
    }
  }
}
