import StrataBroker
import StrataWire
import Testing
import WireKit

/// SPEC §12: every API in every version, as a real Kafka was asked and answered (`StrataWireTests/Golden/record`). The
/// requests are sent in the order of the recording, for what they write is what later ones read.
@Suite struct ReplayTests {
  /// Answers that can't be those of the recording.
  private static let exempt: [API: String] = [
    .apiVersions: "it lists what is spoken here",
    .describeLogDirs: "it shows where the data lies, and Kafka's own topics",
    .initProducerId: "Kafka was still busy starting",
  ]
  /// Fields whose value is chance, a place, or words of our own.
  private static let masked: [API: [String]] = [
    .metadata: ["clusterID", "port"], .describeCluster: ["clusterID", "port"], .findCoordinator: ["port"],
    .joinGroup: ["leader", "memberID", "generationID"], .deleteTopics: ["errorMessage"],
    .electLeaders: ["errorMessage"],
    // A topic that is only checked has an id by chance at Kafka's, and none here.
    .createTopics: ["topicID"],
  ]

  @Test("what Kafka was asked in every version of every API is answered as by Kafka")
  func replay() throws {
    let running = try RunningBroker()
    let create = CreateTopicsRequest(topics: [.init(name: "golden", numPartitions: 1, replicationFactor: 1)])
    let id = try running.client().call(create, version: 7).topics[0].topicID
    let golden = try GoldenFrame.ofThisCheckout()
    let known = try Self.topicID(golden)
    for api in Self.recordedOrder {
      for version in api.versions {
        let frames = golden.filter { $0.api == api.name && $0.version == version }
        let request = try #require(frames.first { $0.isRequest })
        let response = try #require(frames.first { !$0.isRequest })
        let (ours, rest) = try Self.ask(api.requestType, request, running.client(), [known: id])
        let theirs = try Self.answer(api.requestType, response.bytes, version).text
        #expect(rest == 0, "\(request)")
        guard Self.exempt[api] == nil else { continue }
        let names = [known.description: id.description]
        #expect(Self.comparable(ours, api, [:]) == Self.comparable(theirs, api, names), "\(request)")
      }
    }
  }

  private static var recordedOrder: [API] {
    let first: [API] = [.produce, .offsetCommit]
    return first + API.allCases.filter { !first.contains($0) }.sorted { $0.rawValue < $1.rawValue }
  }

  private static func topicID(_ golden: [GoldenFrame]) throws -> WireUUID {
    let frame = try #require(golden.first { $0.api == "Metadata" && $0.version == 13 && !$0.isRequest })
    var reader = WireReader(frame.bytes.span)
    _ = try ResponseHeader(from: &reader, api: .metadata, version: 13)
    return try MetadataResponse(from: &reader, version: 13).topics[0].topicID
  }

  /// Sends a recorded request, with ids that are known here, and returns the answer in words and what is left of it.
  private static func ask<Request: WireRequest>(
    _ type: Request.Type, _ request: GoldenFrame, _ client: RawClient, _ ids: [WireUUID: WireUUID]
  ) throws -> (text: String, rest: Int) {
    var frame = request.bytes
    for (old, new) in ids { frame.replace(bytes(of: old), with: bytes(of: new)) }
    // Kafka's group waited each time for the client before to time out. Here each has its own, up to the last that
    // stayed.
    if request.api == "JoinGroup", request.version < 3 {
      frame.replace(Array("golden-joined".utf8), with: Array("golden-left-\(request.version)".utf8))
    }
    try client.send(bytes: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: frame.count >> $0) } + frame)
    let answered = try #require(try client.frame(), "\(request): the broker hung up")
    return try answer(type, answered, request.version)
  }

  private static func answer<Request: WireRequest>(
    _ type: Request.Type, _ frame: [UInt8], _ version: Int16
  ) throws -> (text: String, rest: Int) {
    var reader = WireReader(frame.span)
    _ = try ResponseHeader(from: &reader, api: type.api, version: version)
    let text = "\(try Request.Response(from: &reader, version: version))"
    return (text, reader.remaining)
  }

  private static func bytes(of id: WireUUID) -> [UInt8] {
    [id.high, id.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
  }

  /// An answer's elements in an order of their own, for Kafka has some in none, without what is masked and without what
  /// only one of the two has: Kafka's topic for offsets, the groups of ``ask``.
  private static func comparable(_ text: String, _ api: API, _ names: [String: String]) -> [String] {
    var text = text.replacing("unknownTags: []", with: "")
    for (old, new) in names { text.replace(old, with: new) }
    for name in masked[api] ?? [] { text = mask(name, in: text) }
    let elements = text.split(separator: "StrataWire.").map { element in
      // Where an element ends its array or not depends on the order.
      String(element.drop { $0 == " " }).filter { !"[]), ".contains($0) }
    }
    return elements.filter { !$0.contains("golden-left-") && !$0.contains("__consumer_offsets") }.sorted()
  }

  /// Replaces what stands after `name: ` by a dot.
  private static func mask(_ name: String, in text: String) -> String {
    var parts = text.split(separator: "\(name): ", omittingEmptySubsequences: false).map(String.init)
    for index in parts.indices.dropFirst() {
      var rest = parts[index][...]
      if rest.hasPrefix("Optional(") { rest = rest.dropFirst("Optional(".count) }
      if rest.hasPrefix("\"") {
        rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
      } else {
        rest = rest.drop { $0 != "," && $0 != ")" }
      }
      parts[index] = "·" + rest
    }
    return parts.joined(separator: "\(name): ")
  }
}
