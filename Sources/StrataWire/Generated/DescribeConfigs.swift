/// Made by `tools/generate-wire` from Schema/DescribeConfigs.wire: change that, not this (SPEC §11.7).

/// DescribeConfigs request, versions 1–4, flexible from 4.
package struct DescribeConfigsRequest: WireRequest {
  /// What answers it.
  package typealias Response = DescribeConfigsResponse
  /// Key 32.
  package static var api: API { .describeConfigs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `resources`.
  package var resources: [Resource]
  /// `include_synonyms`.
  package var includeSynonyms: Bool
  /// `include_documentation`, versions 3+.
  package var includeDocumentation: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(resources: [Resource] = [], includeSynonyms: Bool = false, includeDocumentation: Bool = false) {
    self.resources = resources
    self.includeSynonyms = includeSynonyms
    self.includeDocumentation = includeDocumentation
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    resources = try reader.array(version)
    includeSynonyms = try reader.bool()
    if version >= 3 { includeDocumentation = try reader.bool() }
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.array(resources, version)
    writer.bool(includeSynonyms)
    if version >= 3 { writer.bool(includeDocumentation) }
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension DescribeConfigsRequest {
  /// Part of DescribeConfigsRequest.
  package struct Resource: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `resource_type`.
    package var resourceType: Int8
    /// `resource_name`.
    package var resourceName: String
    /// `configuration_keys`.
    package var configurationKeys: [String]?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(resourceType: Int8 = 0, resourceName: String = "", configurationKeys: [String]? = []) {
      self.resourceType = resourceType
      self.resourceName = resourceName
      self.configurationKeys = configurationKeys
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      resourceType = try reader.int8()
      resourceName = try reader.string()
      configurationKeys = try reader.nullableArray(version)
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int8(resourceType)
      writer.string(resourceName)
      writer.nullableArray(configurationKeys, version)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

/// DescribeConfigs response, versions 1–4, flexible from 4.
package struct DescribeConfigsResponse: WireMessage {
  /// Key 32.
  package static var api: API { .describeConfigs }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 1...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 4 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `results`.
  package var results: [Resource]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(throttleTimeMs: Int32 = 0, results: [Resource] = []) {
    self.throttleTimeMs = throttleTimeMs
    self.results = results
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    results = try reader.array(version)
    if version >= 4 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.array(results, version)
    if version >= 4 { writer.unknownTags(unknownTags) }
  }
}

extension DescribeConfigsResponse {
  /// Part of DescribeConfigsResponse.
  package struct Resource: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 7 }

    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// `resource_type`.
    package var resourceType: Int8
    /// `resource_name`.
    package var resourceName: String
    /// `configs`.
    package var configs: [Config]
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      errorCode: ErrorCode = .none,
      errorMessage: String? = "",
      resourceType: Int8 = 0,
      resourceName: String = "",
      configs: [Config] = []
    ) {
      self.errorCode = errorCode
      self.errorMessage = errorMessage
      self.resourceType = resourceType
      self.resourceName = resourceName
      self.configs = configs
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      resourceType = try reader.int8()
      resourceName = try reader.string()
      configs = try reader.array(version)
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      writer.int8(resourceType)
      writer.string(resourceName)
      writer.array(configs, version)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

extension DescribeConfigsResponse {
  /// Part of DescribeConfigsResponse.
  package struct Config: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 9 }

    /// `name`.
    package var name: String
    /// `value`.
    package var value: String?
    /// `read_only`.
    package var readOnly: Bool
    /// `config_source`.
    package var configSource: Int8
    /// `is_sensitive`.
    package var isSensitive: Bool
    /// `synonyms`.
    package var synonyms: [Synonym]
    /// `config_type`, versions 3+.
    package var configType: Int8
    /// `documentation`, versions 3+.
    package var documentation: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      name: String = "",
      value: String? = "",
      readOnly: Bool = false,
      configSource: Int8 = -1,
      isSensitive: Bool = false,
      synonyms: [Synonym] = [],
      configType: Int8 = 0,
      documentation: String? = ""
    ) {
      self.name = name
      self.value = value
      self.readOnly = readOnly
      self.configSource = configSource
      self.isSensitive = isSensitive
      self.synonyms = synonyms
      self.configType = configType
      self.documentation = documentation
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      value = try reader.nullableString()
      readOnly = try reader.bool()
      configSource = try reader.int8()
      isSensitive = try reader.bool()
      synonyms = try reader.array(version)
      if version >= 3 { configType = try reader.int8() }
      if version >= 3 { documentation = try reader.nullableString() }
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.nullableString(value)
      writer.bool(readOnly)
      writer.int8(configSource)
      writer.bool(isSensitive)
      writer.array(synonyms, version)
      if version >= 3 { writer.int8(configType) }
      if version >= 3 { writer.nullableString(documentation) }
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}

extension DescribeConfigsResponse {
  /// Part of DescribeConfigsResponse.
  package struct Synonym: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 4 }

    /// `name`.
    package var name: String
    /// `value`.
    package var value: String?
    /// `source`.
    package var source: Int8
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", value: String? = "", source: Int8 = 0) {
      self.name = name
      self.value = value
      self.source = source
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      value = try reader.nullableString()
      source = try reader.int8()
      if version >= 4 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.nullableString(value)
      writer.int8(source)
      if version >= 4 { writer.unknownTags(unknownTags) }
    }
  }
}
