/// Made by `tools/generate-wire` from Schema/IncrementalAlterConfigs.wire: change that, not this (SPEC §11.7).

/// IncrementalAlterConfigs request, versions 0–1, flexible from 1.
package struct IncrementalAlterConfigsRequest: WireRequest {
  /// What answers it.
  package typealias Response = IncrementalAlterConfigsResponse
  /// Key 44.
  package static var api: API { .incrementalAlterConfigs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...1 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 1 }

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
    if version >= 1 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(resources, version)
    writer.bool(validateOnly)
    if version >= 1 { writer.unknownTags(unknownTags) }
  }
}

extension IncrementalAlterConfigsRequest {
  /// Part of IncrementalAlterConfigsRequest.
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
      if version >= 1 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int8(resourceType)
      writer.string(resourceName)
      writer.array(configs, version)
      if version >= 1 { writer.unknownTags(unknownTags) }
    }
  }
}

extension IncrementalAlterConfigsRequest {
  /// Part of IncrementalAlterConfigsRequest.
  package struct Config: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `name`.
    package var name: String
    /// `config_operation`.
    package var configOperation: Int8
    /// `value`.
    package var value: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", configOperation: Int8 = 0, value: String? = "") {
      self.name = name
      self.configOperation = configOperation
      self.value = value
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      configOperation = try reader.int8()
      value = try reader.nullableString()
      if version >= 1 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.int8(configOperation)
      writer.nullableString(value)
      if version >= 1 { writer.unknownTags(unknownTags) }
    }
  }
}

/// IncrementalAlterConfigs response, versions 0–1, flexible from 1.
package struct IncrementalAlterConfigsResponse: WireMessage {
  /// Key 44.
  package static var api: API { .incrementalAlterConfigs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...1 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 1 }

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
    if version >= 1 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(responses, version)
    if version >= 1 { writer.unknownTags(unknownTags) }
  }
}

extension IncrementalAlterConfigsResponse {
  /// Part of IncrementalAlterConfigsResponse.
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
      if version >= 1 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      writer.int8(resourceType)
      writer.string(resourceName)
      if version >= 1 { writer.unknownTags(unknownTags) }
    }
  }
}
