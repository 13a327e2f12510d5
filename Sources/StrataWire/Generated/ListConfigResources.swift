/// Made by `tools/generate-wire` from Schema/ListConfigResources.wire: change that, not this (SPEC §11.7).

/// ListConfigResources request, versions 0–1, flexible from 0.
package struct ListConfigResourcesRequest: WireRequest {
  /// What answers it.
  package typealias Response = ListConfigResourcesResponse
  /// Key 74.
  package static var api: API { .listConfigResources }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...1 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `resource_types`, version 1.
  package var resourceTypes: [Int8]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(resourceTypes: [Int8] = []) {
    self.resourceTypes = resourceTypes
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { resourceTypes = try reader.array(version) }
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.array(resourceTypes, version) }
    writer.unknownTags(unknownTags)
  }
}

/// ListConfigResources response, versions 0–1, flexible from 0.
package struct ListConfigResourcesResponse: WireMessage {
  /// Key 74.
  package static var api: API { .listConfigResources }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...1 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `config_resources`.
  package var configResources: [Resource]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, errorCode: ErrorCode = .none, configResources: [Resource] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.configResources = configResources
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    errorCode = try reader.error()
    configResources = try reader.array(version)
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.error(errorCode)
    writer.array(configResources, version)
    writer.unknownTags(unknownTags)
  }
}

extension ListConfigResourcesResponse {
  /// Part of ListConfigResourcesResponse.
  package struct Resource: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 2 }

    /// `resource_name`.
    package var resourceName: String
    /// `resource_type`, version 1.
    package var resourceType: Int8
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(resourceName: String = "", resourceType: Int8 = 16) {
      self.resourceName = resourceName
      self.resourceType = resourceType
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      resourceName = try reader.string()
      if version >= 1 { resourceType = try reader.int8() }
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(resourceName)
      if version >= 1 { writer.int8(resourceType) }
      writer.unknownTags(unknownTags)
    }
  }
}
