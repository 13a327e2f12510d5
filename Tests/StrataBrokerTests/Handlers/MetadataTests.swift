import StrataBroker
import StrataEngine
import StrataWire
import Testing

/// SPEC §12.2
@Suite struct MetadataTests {
  @Test("ApiVersions lists what is spoken here, in every version", arguments: ApiVersionsRequest.versions)
  func versions(version: Int16) throws {
    let running = try RunningBroker()
    let client = try running.client()
    let response = try client.call(
      ApiVersionsRequest(clientSoftwareName: "raw", clientSoftwareVersion: "1.0"), version: version)
    #expect(response.errorCode == .none)
    #expect(response.apiKeys.contains(.init(apiKey: 18, minVersion: 0, maxVersion: 4)))
    #expect(response.apiKeys.contains(.init(apiKey: 3, minVersion: 0, maxVersion: 13)))
  }

  @Test("every version says the broker and its topics", arguments: MetadataRequest.versions)
  func topics(version: Int16) throws {
    let running = try RunningBroker()
    let topic = try running.engine.createTopic("flights", partitions: 3)
    let response = try running.client().call(
      MetadataRequest(topics: version == 0 ? [] : nil), version: version)
    #expect(response.brokers.map(\.port) == [Int32(running.broker.port)])
    #expect(response.brokers.map(\.host) == ["127.0.0.1"])
    let found = try #require(response.topics.first)
    #expect(response.topics.count == 1 && found.name == "flights" && found.errorCode == .none)
    #expect(found.partitions.map(\.partitionIndex) == [0, 1, 2] && found.partitions.allSatisfy { $0.leaderID == 1 })
    #expect(version < 10 || found.topicID == WireUUID(high: topic.id.high, low: topic.id.low))
  }
}
