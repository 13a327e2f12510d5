import StrataWire
import Testing
import WireKit

extension GoldenFrame {
  static let all: [(frame: GoldenFrame, api: API)] = {
    // Frames that can't be read leave the table empty, and the test that counts them fails.
    ((try? GoldenFrame.ofThisCheckout()) ?? []).compactMap { frame in
      API.allCases.first { $0.name == frame.api }.map { (frame, $0) }
    }
  }()
}

/// SPEC §11
@Suite struct GoldenTests {
  @Test("there is a frame of every version of every message")
  func complete() {
    for api in API.allCases {
      for version in api.versions {
        for isRequest in [true, false] {
          let found = GoldenFrame.all.contains { frame, of in
            of == api && frame.version == version && frame.isRequest == isRequest
          }
          #expect(found, "\(api) v\(version)")
        }
      }
    }
  }

  @Test("Kafka's frames are read to their last byte and written back the same", arguments: GoldenFrame.all)
  func roundTrip(_ frame: GoldenFrame, api: API) throws {
    try Self.roundTrip(api.requestType, frame)
  }

  private static func roundTrip<Request: WireRequest>(_ type: Request.Type, _ frame: GoldenFrame) throws {
    var reader = WireReader(frame.bytes.span)
    var writer = WireWriter()
    if frame.isRequest {
      let header = try RequestHeader(from: &reader)
      #expect(header.api == Request.api && header.version == frame.version)
      header.write(to: &writer)
      try Request(from: &reader, version: frame.version).write(to: &writer, version: frame.version)
    } else {
      let header = try ResponseHeader(from: &reader, api: Request.api, version: frame.version)
      header.write(to: &writer, api: Request.api, version: frame.version)
      try Request.Response(from: &reader, version: frame.version).write(to: &writer, version: frame.version)
    }
    #expect(reader.remaining == 0)
    #expect(joined(writer, frame: frame.bytes) == frame.bytes)
  }

  private func answer<Response: WireMessage>(_ type: Response.Type, _ version: Int16) throws -> Response {
    let isWanted = { (frame: GoldenFrame, api: API) in api == type.api && frame.version == version && !frame.isRequest }
    let frame = try #require(GoldenFrame.all.first(where: isWanted)?.frame)
    var reader = WireReader(frame.bytes.span)
    #expect(try ResponseHeader(from: &reader, api: type.api, version: version).correlationID == 7)
    return try Response(from: &reader, version: version)
  }

  @Test("Kafka lists the versions that our table says", arguments: 0...4 as ClosedRange<Int16>)
  func versions(_ version: Int16) throws {
    let listed = try answer(ApiVersionsResponse.self, version).apiKeys
    for api in API.allCases {
      let key = try #require(listed.first { $0.apiKey == api.rawValue }, "\(api)")
      #expect(key.minVersion...key.maxVersion == api.advertisedVersions, "\(api)")
    }
  }

  @Test("values of an answer lie where Kafka puts them")
  func values() throws {
    let broker = try #require(try answer(MetadataResponse.self, 13).brokers.first)
    #expect(broker.nodeID == 1 && broker.host == "127.0.0.1" && broker.rack == nil)
    let topic = try #require(try answer(MetadataResponse.self, 13).topics.first)
    #expect(topic.name == "golden" && topic.topicID != .zero && topic.partitions.map(\.leaderID) == [1])
    #expect(topic.partitions[0].replicaNodes == [1] && topic.errorCode == .none)
    let produced = try answer(ProduceResponse.self, 13).responses[0].partitionResponses[0]
    #expect(produced.errorCode == .none && produced.baseOffset == 10 && produced.logAppendTimeMs == -1)
    let fetched = try answer(FetchResponse.self, 18).responses[0].partitions[0]
    #expect(fetched.highWatermark == 11 && fetched.lastStableOffset == 11 && fetched.records.count == 11 * 70)
    #expect(try answer(OffsetFetchResponse.self, 9).groups[0].topics[0].partitions[0].metadata == "m")
    let config = try answer(DescribeConfigsResponse.self, 4).results[0].configs.first { $0.name == "retention.ms" }
    #expect(config?.value == "604800000" && config?.configSource == 5)
    #expect(try answer(JoinGroupResponse.self, 9).errorCode == .memberIDRequired)
  }
}
