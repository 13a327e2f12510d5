/// Made by `tools/generate-wire` from Schema/ListGroups.wire: change that, not this (SPEC §11.7).

/// ListGroups request, versions 0–5, flexible from 3.
package struct ListGroupsRequest: WireRequest {
  /// What answers it.
  package typealias Response = ListGroupsResponse
  /// Key 16.
  package static var api: API { .listGroups }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 3 }

  /// `states_filter`, versions 4+.
  package var statesFilter: [String]
  /// `types_filter`, version 5.
  package var typesFilter: [String]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(statesFilter: [String] = [], typesFilter: [String] = []) {
    self.statesFilter = statesFilter
    self.typesFilter = typesFilter
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 4 { statesFilter = try reader.array(version) }
    if version >= 5 { typesFilter = try reader.array(version) }
    if version >= 3 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 4 { writer.array(statesFilter, version) }
    if version >= 5 { writer.array(typesFilter, version) }
    if version >= 3 { writer.unknownTags(unknownTags) }
  }
}

/// ListGroups response, versions 0–5, flexible from 3.
package struct ListGroupsResponse: WireMessage {
  /// Key 16.
  package static var api: API { .listGroups }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...5 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 3 }

  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `groups`.
  package var groups: [Group]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, errorCode: ErrorCode = .none, groups: [Group] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.groups = groups
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { throttleTimeMs = try reader.int32() }
    errorCode = try reader.error()
    groups = try reader.array(version)
    if version >= 3 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    writer.error(errorCode)
    writer.array(groups, version)
    if version >= 3 { writer.unknownTags(unknownTags) }
  }
}

extension ListGroupsResponse {
  /// Part of ListGroupsResponse.
  package struct Group: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `group_id`.
    package var groupID: String
    /// `protocol_type`.
    package var protocolType: String
    /// `group_state`, versions 4+.
    package var groupState: String
    /// `group_type`, version 5.
    package var groupType: String
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      groupID: String = "",
      protocolType: String = "",
      groupState: String = "",
      groupType: String = ""
    ) {
      self.groupID = groupID
      self.protocolType = protocolType
      self.groupState = groupState
      self.groupType = groupType
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      groupID = try reader.string()
      protocolType = try reader.string()
      if version >= 4 { groupState = try reader.string() }
      if version >= 5 { groupType = try reader.string() }
      if version >= 3 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(groupID)
      writer.string(protocolType)
      if version >= 4 { writer.string(groupState) }
      if version >= 5 { writer.string(groupType) }
      if version >= 3 { writer.unknownTags(unknownTags) }
    }
  }
}
