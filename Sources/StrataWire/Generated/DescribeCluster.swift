/// Made by `tools/generate-wire` from Schema/DescribeCluster.wire: change that, not this (SPEC §11.7).

/// DescribeCluster request, versions 0–2, flexible from 0.
package struct DescribeClusterRequest: WireRequest {
  /// What answers it.
  package typealias Response = DescribeClusterResponse
  /// Key 60.
  package static var api: API { .describeCluster }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `include_cluster_authorized_operations`.
  package var includeClusterAuthorizedOperations: Bool
  /// `endpoint_type`, versions 1+.
  package var endpointType: Int8
  /// `include_fenced_brokers`, version 2.
  package var includeFencedBrokers: Bool
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    includeClusterAuthorizedOperations: Bool = false,
    endpointType: Int8 = 1,
    includeFencedBrokers: Bool = false
  ) {
    self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
    self.endpointType = endpointType
    self.includeFencedBrokers = includeFencedBrokers
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    includeClusterAuthorizedOperations = try reader.bool()
    if version >= 1 { endpointType = try reader.int8() }
    if version >= 2 { includeFencedBrokers = try reader.bool() }
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.bool(includeClusterAuthorizedOperations)
    if version >= 1 { writer.int8(endpointType) }
    if version >= 2 { writer.bool(includeFencedBrokers) }
    writer.unknownTags(unknownTags)
  }
}

/// DescribeCluster response, versions 0–2, flexible from 0.
package struct DescribeClusterResponse: WireMessage {
  /// Key 60.
  package static var api: API { .describeCluster }
  /// Those that can be read and written.
  package static var versions: ClosedRange<Int16> { 0...2 }
  /// The first with compact lengths and tagged fields.
  package static var firstFlexible: Int16 { 0 }

  /// `throttle_time_ms`.
  package var throttleTimeMs: Int32
  /// `error_code`.
  package var errorCode: ErrorCode
  /// `error_message`.
  package var errorMessage: String?
  /// `endpoint_type`, versions 1+.
  package var endpointType: Int8
  /// `cluster_id`.
  package var clusterID: String
  /// `controller_id`.
  package var controllerID: Int32
  /// `brokers`.
  package var brokers: [Broker]
  /// `cluster_authorized_operations`.
  package var clusterAuthorizedOperations: Int32
  /// Tagged fields not known here, kept as they came.
  package var unknownTags: [TaggedField] = []

  /// Kafka's defaults but for what is given.
  package init(
    throttleTimeMs: Int32 = 0,
    errorCode: ErrorCode = .none,
    errorMessage: String? = nil,
    endpointType: Int8 = 1,
    clusterID: String = "",
    controllerID: Int32 = -1,
    brokers: [Broker] = [],
    clusterAuthorizedOperations: Int32 = -2_147_483_648
  ) {
    self.throttleTimeMs = throttleTimeMs
    self.errorCode = errorCode
    self.errorMessage = errorMessage
    self.endpointType = endpointType
    self.clusterID = clusterID
    self.controllerID = controllerID
    self.brokers = brokers
    self.clusterAuthorizedOperations = clusterAuthorizedOperations
  }

  /// Reads the body.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) {
    try reader.begin(Self.self, version)
    self.init()
    throttleTimeMs = try reader.int32()
    errorCode = try reader.error()
    errorMessage = try reader.nullableString()
    if version >= 1 { endpointType = try reader.int8() }
    clusterID = try reader.string()
    controllerID = try reader.int32()
    brokers = try reader.array(version)
    clusterAuthorizedOperations = try reader.int32()
    unknownTags = try reader.unknownTags()
  }

  /// Writes the body.
  package func write(to writer: inout WireWriter, version: Int16) {
    writer.begin(Self.self, version)
    writer.int32(throttleTimeMs)
    writer.error(errorCode)
    writer.nullableString(errorMessage)
    if version >= 1 { writer.int8(endpointType) }
    writer.string(clusterID)
    writer.int32(controllerID)
    writer.array(brokers, version)
    writer.int32(clusterAuthorizedOperations)
    writer.unknownTags(unknownTags)
  }
}

extension DescribeClusterResponse {
  /// Part of DescribeClusterResponse.
  package struct Broker: WireElement {
    /// The fewest bytes in any version.
    package static var minimumSize: Int { 11 }

    /// `broker_id`.
    package var brokerID: Int32
    /// `host`.
    package var host: String
    /// `port`.
    package var port: Int32
    /// `rack`.
    package var rack: String?
    /// `is_fenced`, version 2.
    package var isFenced: Bool
    /// Tagged fields not known here, kept as they came.
    package var unknownTags: [TaggedField] = []

    /// Kafka's defaults but for what is given.
    package init(
      brokerID: Int32 = 0,
      host: String = "",
      port: Int32 = 0,
      rack: String? = nil,
      isFenced: Bool = false
    ) {
      self.brokerID = brokerID
      self.host = host
      self.port = port
      self.rack = rack
      self.isFenced = isFenced
    }

    /// Reads its fields.
    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
      self.init()
      brokerID = try reader.int32()
      host = try reader.string()
      port = try reader.int32()
      rack = try reader.nullableString()
      if version >= 2 { isFenced = try reader.bool() }
      unknownTags = try reader.unknownTags()
    }

    /// Writes its fields.
    package func write(to writer: inout WireWriter, version: Int16) {
      writer.int32(brokerID)
      writer.string(host)
      writer.int32(port)
      writer.nullableString(rack)
      if version >= 2 { writer.bool(isFenced) }
      writer.unknownTags(unknownTags)
    }
  }
}
