import StrataWire
import Testing
import WireKit

/// A frame as Apache Kafka 4.3.1 or one of its clients sent it; `Golden/record` keeps them.
struct GoldenFrame: CustomTestStringConvertible, Sendable {
  var line: Int
  var isRequest: Bool
  var api: API
  var version: Int16
  var bytes: [UInt8]

  var testDescription: String { "\(api) v\(version) \(isRequest ? "request" : "response"), line \(line)" }

  static let all: [GoldenFrame] = {
    // Frames that can't be read leave the table empty, and the test that counts them fails.
    let text = (try? contents(of: checkout() + "/Tests/StrataWireTests/Golden/frames.txt")) ?? ""
    return text.split(separator: "\n").enumerated().compactMap { index, line in
      let words = line.split(separator: " ")
      guard words.count == 4, words[0] != "#", let version = Int16(words[2]) else { return nil }
      guard let api = API.allCases.first(where: { $0.name == words[1] }) else { return nil }
      let digits = words[3].utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
      let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
      return GoldenFrame(line: index + 1, isRequest: words[0] == "request", api: api, version: version, bytes: bytes)
    }
  }()

  static func first(_ api: API, _ version: Int16) throws -> GoldenFrame {
    try #require(all.first { $0.api == api && $0.version == version && !$0.isRequest })
  }
}

/// SPEC §11
@Suite struct GoldenTests {
  @Test("there is a frame of every version of every message")
  func complete() {
    for api in API.allCases {
      for version in api.versions {
        for isRequest in [true, false] {
          let found = GoldenFrame.all.contains { $0.api == api && $0.version == version && $0.isRequest == isRequest }
          #expect(found, "\(api) v\(version)")
        }
      }
    }
  }

  @Test("Kafka's frames are read to their last byte and written back the same", arguments: GoldenFrame.all)
  func roundTrip(_ frame: GoldenFrame) throws {
    try Self.roundTrip(frame.api.requestType, frame)
  }

  private static func roundTrip<Request: WireRequest>(_ type: Request.Type, _ frame: GoldenFrame) throws {
    var reader = WireReader(frame.bytes.span)
    var writer = WireWriter()
    if frame.isRequest {
      let header = try RequestHeader(from: &reader)
      #expect(header.api == frame.api && header.version == frame.version)
      header.write(to: &writer)
      try Request(from: &reader, version: frame.version).write(to: &writer, version: frame.version)
    } else {
      let header = try ResponseHeader(from: &reader, api: frame.api, version: frame.version)
      header.write(to: &writer, api: frame.api, version: frame.version)
      try Request.Response(from: &reader, version: frame.version).write(to: &writer, version: frame.version)
    }
    #expect(reader.remaining == 0)
    #expect(joined(writer, frame: frame.bytes) == frame.bytes)
  }

  private func answer<Response: WireMessage>(_ type: Response.Type, _ version: Int16) throws -> Response {
    let frame = try GoldenFrame.first(type.api, version)
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
