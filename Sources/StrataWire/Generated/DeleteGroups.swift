/// Made by `tools/generate-wire` from Schema/DeleteGroups.wire: change that, not this (SPEC §11.7).

/// DeleteGroups request, versions 0–2, flexible from 2.
package struct DeleteGroupsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DeleteGroupsResponse
  /// Key 42.
  package static var api: API { .deleteGroups }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `groups_names`.
  package var groupsNames: [String]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(groupsNames: [String] = []) {
    self.groupsNames = groupsNames
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    groupsNames = try reader.array(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(groupsNames, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

/// DeleteGroups response, versions 0–2, flexible from 2.
package struct DeleteGroupsResponse: WireMessage {
  /// Key 42.
  package static var api: API { .deleteGroups }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `results`.
  package var results: [Group]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, results: [Group] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.results = results
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    results = try reader.array(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(results, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension DeleteGroupsResponse {
  /// Part of DeleteGroupsResponse.
  package struct Group: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `group_id`.
    package var groupID: String
    /// `error_code`.
    package var errorCode: ErrorCode
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(groupID: String = "", errorCode: ErrorCode = .none) {
      self.groupID = groupID
      self.errorCode = errorCode
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      groupID = try reader.string()
      errorCode = try reader.error()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(groupID)
      writer.error(errorCode)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}
