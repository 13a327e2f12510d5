import StrataWire
import Testing

/// SPEC §11.1
@Suite struct HeaderTests {
  @Test("a request's header is flexible with its body, its client id never is", arguments: API.allCases)
  func requests(_ api: API) throws {
    for version in api.versions {
      var header = RequestHeader(api: api, version: version, correlationID: 5, clientID: "me")
      if version >= api.firstFlexible { header.unknownTags = [TaggedField(tag: 3, bytes: [1, 2])] }
      var writer = WireWriter()
      header.write(to: &writer)
      let bytes = joined(writer, frame: [])
      #expect(bytes.count == 12 + (version >= api.firstFlexible ? 5 : 0))
      var reader = WireReader(bytes.span)
      #expect(try RequestHeader(from: &reader) == header)
      #expect(reader.remaining == 0)
    }
  }

  @Test("a response's header is flexible with its body, but that of ApiVersions never", arguments: API.allCases)
  func responses(_ api: API) throws {
    for version in api.versions {
      var writer = WireWriter()
      ResponseHeader(correlationID: 5).write(to: &writer, api: api, version: version)
      let bytes = joined(writer, frame: [])
      #expect(bytes.count == (version >= api.firstFlexible && api != .apiVersions ? 5 : 4))
      var reader = WireReader(bytes.span)
      #expect(try ResponseHeader(from: &reader, api: api, version: version).correlationID == 5)
    }
  }

  @Test(
    "of an API or version not spoken here four fields are read, whatever follows",
    arguments: [(18, 99), (999, 0), (-1, -1), (0, 2), (1, .max)] as [(Int16, Int16)])
  func unknown(key: Int16, version: Int16) throws {
    var writer = WireWriter()
    writer.int16(key)
    writer.int16(version)
    writer.int32(-9)
    writer.nullableString(nil)
    writer.bytes([0xFF, 0xFF, 0xFF])
    let bytes = joined(writer, frame: [])
    var reader = WireReader(bytes.span)
    let header = try RequestHeader(from: &reader)
    #expect(header.apiKey == key && header.version == version && header.correlationID == -9)
    #expect(header.clientID == nil && header.unknownTags.isEmpty && reader.position == 10)
  }

  @Test("Kafka lists Produce from 0 and takes it from 3; no other API differs")
  func advertised() {
    for api in API.allCases {
      #expect(api.advertisedVersions == (api == .produce ? 0...13 : api.versions))
    }
  }
}

/// SPEC §11.6
@Suite struct ErrorCodeTests {
  @Test("codes have Kafka's numbers and names")
  func names() {
    #expect(ErrorCode.none.rawValue == 0 && ErrorCode.unknownServerError.rawValue == -1)
    #expect(ErrorCode.unknownTopicID.description == "UNKNOWN_TOPIC_ID (100)")
    #expect(ErrorCode(rawValue: 134).name == nil && ErrorCode(rawValue: .min).name == nil)
    #expect(ErrorCode(rawValue: .max).description == "error 32767")
    #expect((-1...133).allSatisfy { ErrorCode(rawValue: $0).name != nil })
  }
}

@Suite struct WireUUIDTests {
  @Test(
    "ids are shown and read as Kafka shows them",
    arguments: [
      (0, 0, "AAAAAAAAAAAAAAAAAAAAAA"), (.max, .max, "_____________________w"),
      (0xb4b5_d115_4158_4f33, 0x84b0_47b7_7ae9_ec4a, "tLXRFUFYTzOEsEe3eunsSg"),
    ] as [(UInt64, UInt64, String)])
  func text(high: UInt64, low: UInt64, text: String) {
    let id = WireUUID(high: high, low: low)
    #expect(id.description == text)
    #expect(WireUUID(text) == id)
  }

  @Test(
    "what is no id reads as none", arguments: ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAA+", "é"])
  func bad(_ text: String) {
    #expect(WireUUID(text) == nil)
  }
}
