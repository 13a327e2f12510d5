/// Made by `tools/generate-wire` from Schema/AlterConfigs.wire: change that, not this (SPEC §11.7).

/// AlterConfigs request, versions 0–2, flexible from 2.
package struct AlterConfigsRequest: WireRequest {
  /// What answers it.
  package typealias Response = AlterConfigsResponse
  /// Key 33.
  package static var api: API { .alterConfigs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `resources`.
  package var resources: [Resource]
  /// `validate_only`.
  package var validateOnly: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(resources: [Resource] = [], validateOnly: Bool = false) {
    self.resources = resources
    self.validateOnly = validateOnly
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    resources = try reader.array(version)
    validateOnly = try reader.bool()
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(resources, version)
    writer.bool(validateOnly)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension AlterConfigsRequest {
  /// Part of AlterConfigsRequest.
  package struct Resource: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `resource_type`.
    package var resourceType: Int8
    /// `resource_name`.
    package var resourceName: String
    /// `configs`.
    package var configs: [Config]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(resourceType: Int8 = 0, resourceName: String = "", configs: [Config] = []) {
      self.resourceType = resourceType
      self.resourceName = resourceName
      self.configs = configs
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      resourceType = try reader.int8()
      resourceName = try reader.string()
      configs = try reader.array(version)
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int8(resourceType)
      writer.string(resourceName)
      writer.array(configs, version)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

extension AlterConfigsRequest {
  /// Part of AlterConfigsRequest.
  package struct Config: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 3 }

    /// `name`.
    package var name: String
    /// `value`.
    package var value: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", value: String? = "") {
      self.name = name
      self.value = value
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      value = try reader.nullableString()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.nullableString(value)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}

/// AlterConfigs response, versions 0–2, flexible from 2.
package struct AlterConfigsResponse: WireMessage {
  /// Key 33.
  package static var api: API { .alterConfigs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 2 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `responses`.
  package var responses: [Resource]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, responses: [Resource] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.responses = responses
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    responses = try reader.array(version)
    if version >= 2 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(responses, version)
    if version >= 2 { writer.unknownTags(unknownTags) }
  }
}

extension AlterConfigsResponse {
  /// Part of AlterConfigsResponse.
  package struct Resource: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// `resource_type`.
    package var resourceType: Int8
    /// `resource_name`.
    package var resourceName: String
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      errorMessage: String? = "",
      resourceType: Int8 = 0,
      resourceName: String = ""
    ) {
      self.errorCode = errorCode
      self.errorMessage = errorMessage
      self.resourceType = resourceType
      self.resourceName = resourceName
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      resourceType = try reader.int8()
      resourceName = try reader.string()
      if version >= 2 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      writer.int8(resourceType)
      writer.string(resourceName)
      if version >= 2 { writer.unknownTags(unknownTags) }
    }
  }
}
