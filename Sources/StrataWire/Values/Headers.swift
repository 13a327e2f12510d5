/// What stands before a request's body (SPEC §11.1). Its client id has an old-style length in every version.
package struct RequestHeader: Hashable, Sendable {
  /// The API's number; one without an ``API`` is not spoken here.
  package var apiKey: Int16
  /// The version of the body.
  package var version: Int16
  /// What the answer repeats.
  package var correlationID: Int32
  /// What the client calls itself.
  package var clientID: String?
  /// Tagged fields of flexible versions, unread.
  package var unknownTags: [TaggedField] = []

  /// The API, if it is spoken here.
  package var api: API? { API(rawValue: apiKey) }

  /// A header for writing.
  package init(api: API, version: Int16, correlationID: Int32, clientID: String?) {
    (self.apiKey, self.version) = (api.rawValue, version)
    (self.correlationID, self.clientID) = (correlationID, clientID)
  }

  /// Reads a header. Of an API or version not spoken here only the first four fields are read: what follows is
  /// anybody's guess.
  package init(from reader: inout WireReader) throws(WireError) {
    reader.isFlexible = false
    apiKey = try reader.int16()
    version = try reader.int16()
    correlationID = try reader.int32()
    clientID = try reader.nullableString()
    guard let api, api.versions.contains(version), version >= api.firstFlexible else { return }
    unknownTags = try reader.unknownTags()
  }

  /// Writes the header of one of the API's ``API/versions``.
  package func write(to writer: inout WireWriter) {
    writer.isFlexible = false
    writer.int16(apiKey)
    writer.int16(version)
    writer.int32(correlationID)
    writer.nullableString(clientID)
    if let api, version >= api.firstFlexible { writer.unknownTags(unknownTags) }
  }
}

/// What stands before a response's body (SPEC §11.1). That of ApiVersions is never flexible, for its reader may not
/// know the version yet.
package struct ResponseHeader: Hashable, Sendable {
  /// Of the request that it answers.
  package var correlationID: Int32
  /// Tagged fields of flexible versions, unread.
  package var unknownTags: [TaggedField] = []

  /// A header for writing.
  package init(correlationID: Int32) { self.correlationID = correlationID }

  /// Reads the header of an answer to a request of that API and version.
  package init(from reader: inout WireReader, api: API, version: Int16) throws(WireError) {
    correlationID = try reader.int32()
    if Self.isFlexible(api, version) { unknownTags = try reader.unknownTags() }
  }

  /// Writes the header of an answer to a request of that API and version.
  package func write(to writer: inout WireWriter, api: API, version: Int16) {
    writer.int32(correlationID)
    if Self.isFlexible(api, version) { writer.unknownTags(unknownTags) }
  }

  private static func isFlexible(_ api: API, _ version: Int16) -> Bool {
    api != .apiVersions && version >= api.firstFlexible
  }
}
