/// Made by `tools/generate-wire` from Schema/ApiVersions.wire: change that, not this (SPEC §11.7).

/// ApiVersions request, versions 0–4, flexible from 3.
package struct ApiVersionsRequest: WireRequest {
  /// What answers it.
  package typealias Response = ApiVersionsResponse
  /// Key 18.
  package static var api: API { .apiVersions }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 3 }

  /// `client_software_name`, versions 3+.
  package var clientSoftwareName: String
  /// `client_software_version`, versions 3+.
  package var clientSoftwareVersion: String
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(clientSoftwareName: String = "", clientSoftwareVersion: String = "") {
    self.clientSoftwareName = clientSoftwareName
    self.clientSoftwareVersion = clientSoftwareVersion
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 3 { clientSoftwareName = try reader.string() }
    if version >= 3 { clientSoftwareVersion = try reader.string() }
    if version >= 3 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 3 { writer.string(clientSoftwareName) }
    if version >= 3 { writer.string(clientSoftwareVersion) }
    if version >= 3 { writer.unknownTags(unknownTags) }
  }
}

/// ApiVersions response, versions 0–4, flexible from 3.
package struct ApiVersionsResponse: WireMessage {
  /// Key 18.
  package static var api: API { .apiVersions }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...4 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 3 }

  /// `error_code`.
  package var errorCode: ErrorCode
  /// `api_keys`.
  package var apiKeys: [ApiKey]
  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `supported_features`, versions 3+, tag 0.
  package var supportedFeatures: [SupportedFeature]
  /// `finalized_features_epoch`, versions 3+, tag 1.
  package var finalizedFeaturesEpoch: Int64
  /// `finalized_features`, versions 3+, tag 2.
  package var finalizedFeatures: [FinalizedFeature]
  /// `zk_migration_ready`, versions 3+, tag 3.
  package var zkMigrationReady: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    errorCode: ErrorCode = .none,
    apiKeys: [ApiKey] = [],
    throttleTimeMs: Int32 = 0,
    supportedFeatures: [SupportedFeature] = [],
    finalizedFeaturesEpoch: Int64 = -1,
    finalizedFeatures: [FinalizedFeature] = [],
    zkMigrationReady: Bool = false
  ) {
    self.errorCode = errorCode
    self.apiKeys = apiKeys
    self.throttleTimeMs = throttleTimeMs
    self.supportedFeatures = supportedFeatures
    self.finalizedFeaturesEpoch = finalizedFeaturesEpoch
    self.finalizedFeatures = finalizedFeatures
    self.zkMigrationReady = zkMigrationReady
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    errorCode = try reader.error()
    apiKeys = try reader.array(version)
    if version >= 1 { throttleTimeMs = try reader.int32() }
    if version >= 3 { try readTags(from: &reader, version: version) }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.error(errorCode)
    writer.array(apiKeys, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    if version >= 3 { writeTags(to: &writer, version: version) }
  }

  private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {
    let tagCount = try reader.tagCount()
    for _ in 0..<tagCount {
      let tag = try reader.tag()
      switch tag.number {
      case 0:
        supportedFeatures = try reader.array(version)
        try reader.endTag(tag)
      case 1:
        finalizedFeaturesEpoch = try reader.int64()
        try reader.endTag(tag)
      case 2:
        finalizedFeatures = try reader.array(version)
        try reader.endTag(tag)
      case 3:
        zkMigrationReady = try reader.bool()
        try reader.endTag(tag)
      default: unknownTags.append(try reader.unknownTag(tag))
      }
    }
  }

  private func writeTags(to writer: inout WireWriter, version: Int16) {
    var tagCount = unknownTags.count
    if !supportedFeatures.isEmpty { tagCount += 1 }
    if finalizedFeaturesEpoch != -1 { tagCount += 1 }
    if !finalizedFeatures.isEmpty { tagCount += 1 }
    if zkMigrationReady { tagCount += 1 }
    writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))
    if !supportedFeatures.isEmpty {
      let start = writer.beginTag(0)
      writer.array(supportedFeatures, version)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 0, below: 1)
    if finalizedFeaturesEpoch != -1 {
      let start = writer.beginTag(1)
      writer.int64(finalizedFeaturesEpoch)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 1, below: 2)
    if !finalizedFeatures.isEmpty {
      let start = writer.beginTag(2)
      writer.array(finalizedFeatures, version)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 2, below: 3)
    if zkMigrationReady {
      let start = writer.beginTag(3)
      writer.bool(zkMigrationReady)
      writer.endTag(start)
    }
    writer.unknownTags(unknownTags, from: 3, below: .max)
  }
}

extension ApiVersionsResponse {
  /// Part of ApiVersionsResponse.
  package struct ApiKey: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `api_key`.
    package var apiKey: Int16
    /// `min_version`.
    package var minVersion: Int16
    /// `max_version`.
    package var maxVersion: Int16
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(apiKey: Int16 = 0, minVersion: Int16 = 0, maxVersion: Int16 = 0) {
      self.apiKey = apiKey
      self.minVersion = minVersion
      self.maxVersion = maxVersion
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      apiKey = try reader.int16()
      minVersion = try reader.int16()
      maxVersion = try reader.int16()
      if version >= 3 { unknownTags = try reader.unknownTags() }
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int16(apiKey)
      writer.int16(minVersion)
      writer.int16(maxVersion)
      if version >= 3 { writer.unknownTags(unknownTags) }
    }
  }
}

extension ApiVersionsResponse {
  /// Part of ApiVersionsResponse.
  package struct SupportedFeature: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `name`.
    package var name: String
    /// `min_version`.
    package var minVersion: Int16
    /// `max_version`.
    package var maxVersion: Int16
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", minVersion: Int16 = 0, maxVersion: Int16 = 0) {
      self.name = name
      self.minVersion = minVersion
      self.maxVersion = maxVersion
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      minVersion = try reader.int16()
      maxVersion = try reader.int16()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.int16(minVersion)
      writer.int16(maxVersion)
      writer.unknownTags(unknownTags)
    }
  }
}

extension ApiVersionsResponse {
  /// Part of ApiVersionsResponse.
  package struct FinalizedFeature: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 6 }

    /// `name`.
    package var name: String
    /// `max_version_level`.
    package var maxVersionLevel: Int16
    /// `min_version_level`.
    package var minVersionLevel: Int16
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(name: String = "", maxVersionLevel: Int16 = 0, minVersionLevel: Int16 = 0) {
      self.name = name
      self.maxVersionLevel = maxVersionLevel
      self.minVersionLevel = minVersionLevel
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      name = try reader.string()
      maxVersionLevel = try reader.int16()
      minVersionLevel = try reader.int16()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(name)
      writer.int16(maxVersionLevel)
      writer.int16(minVersionLevel)
      writer.unknownTags(unknownTags)
    }
  }
}
