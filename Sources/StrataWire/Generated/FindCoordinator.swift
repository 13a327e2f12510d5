/// Made by `tools/generate-wire` from Schema/FindCoordinator.wire: change that, not this (SPEC §11.7).

/// FindCoordinator request, versions 0–6, flexible from 3.
package struct FindCoordinatorRequest: WireRequest {
  /// What answers it.
  package typealias Response = FindCoordinatorResponse
  /// Key 10.
  package static var api: API { .findCoordinator }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...6 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 3 }

  /// `key`, versions 0–3.
  package var key: String
  /// `key_type`, versions 1+.
  package var keyType: Int8
  /// `coordinator_keys`, versions 4+.
  package var coordinatorKeys: [String]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(key: String = "", keyType: Int8 = 0, coordinatorKeys: [String] = []) {
    self.key = key
    self.keyType = keyType
    self.coordinatorKeys = coordinatorKeys
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version <= 3 { key = try reader.string() }
    if version >= 1 { keyType = try reader.int8() }
    if version >= 4 { coordinatorKeys = try reader.array(version) }
    if version >= 3 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version <= 3 { writer.string(key) }
    if version >= 1 { writer.int8(keyType) }
    if version >= 4 { writer.array(coordinatorKeys, version) }
    if version >= 3 { writer.unknownTags(unknownTags) }
  }
}

/// FindCoordinator response, versions 0–6, flexible from 3.
package struct FindCoordinatorResponse: WireMessage {
  /// Key 10.
  package static var api: API { .findCoordinator }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...6 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 3 }

  /// `throttle_time_ms`, versions 1+.
  package var throttleTimeMs: Int32
  /// `error_code`, versions 0–3.
  package var errorCode: ErrorCode
  /// `error_message`, versions 1–3.
  package var errorMessage: String?
  /// `node_id`, versions 0–3.
  package var nodeID: Int32
  /// `host`, versions 0–3.
  package var host: String
  /// `port`, versions 0–3.
  package var port: Int32
  /// `coordinators`, versions 4+.
  package var coordinators: [Coordinator]
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    errorCode: ErrorCode = .none,
    errorMessage: String? = "",
    nodeID: Int32 = 0,
    host: String = "",
    port: Int32 = 0,
    coordinators: [Coordinator] = []
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.errorMessage = errorMessage
    self.nodeID = nodeID
    self.host = host
    self.port = port
    self.coordinators = coordinators
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    if version >= 1 { throttleTimeMs = try reader.int32() }
    if version <= 3 { errorCode = try reader.error() }
    if version >= 1 && version <= 3 { errorMessage = try reader.nullableString() }
    if version <= 3 { nodeID = try reader.int32() }
    if version <= 3 { host = try reader.string() }
    if version <= 3 { port = try reader.int32() }
    if version >= 4 { coordinators = try reader.array(version) }
    if version >= 3 { unknownTags = try reader.unknownTags() }
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    if version >= 1 { writer.int32(throttleTimeMs) }
    if version <= 3 { writer.error(errorCode) }
    if version >= 1 && version <= 3 { writer.nullableString(errorMessage) }
    if version <= 3 { writer.int32(nodeID) }
    if version <= 3 { writer.string(host) }
    if version <= 3 { writer.int32(port) }
    if version >= 4 { writer.array(coordinators, version) }
    if version >= 3 { writer.unknownTags(unknownTags) }
  }
}

extension FindCoordinatorResponse {
  /// Part of FindCoordinatorResponse.
  package struct Coordinator: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 14 }

    /// `key`.
    package var key: String
    /// `node_id`.
    package var nodeID: Int32
    /// `host`.
    package var host: String
    /// `port`.
    package var port: Int32
    /// `error_code`.
    package var errorCode: ErrorCode
    /// `error_message`.
    package var errorMessage: String?
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      key: String = "",
      nodeID: Int32 = 0,
      host: String = "",
      port: Int32 = 0,
      errorCode: ErrorCode = .none,
      errorMessage: String? = ""
    ) {
      self.key = key
      self.nodeID = nodeID
      self.host = host
      self.port = port
      self.errorCode = errorCode
      self.errorMessage = errorMessage
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      key = try reader.string()
      nodeID = try reader.int32()
      host = try reader.string()
      port = try reader.int32()
      errorCode = try reader.error()
      errorMessage = try reader.nullableString()
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.string(key)
      writer.int32(nodeID)
      writer.string(host)
      writer.int32(port)
      writer.error(errorCode)
      writer.nullableString(errorMessage)
      writer.unknownTags(unknownTags)
    }
  }
}
