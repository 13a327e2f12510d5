import StrataBroker
import StrataEngine
import StrataWire
import Testing

/// SPEC §12.1
@Suite struct BrokerTests {
  private static func settings(_ change: (inout BrokerSettings) -> Void = { _ in }) -> BrokerSettings {
    var settings = BrokerSettings()
    settings.port = 0
    settings.log = { _ in }
    change(&settings)
    return settings
  }

  @Test("it answers when it is made, and lets its port go when it is stopped, as often as one likes")
  func lives() throws {
    let engine = try Engine.inMemory()
    let first = try Broker(engine: engine, settings: Self.settings())
    let port = first.port
    #expect(port > 0)
    #expect(try RawClient(port: port, of: first).call(ApiVersionsRequest(), version: 0).errorCode == .none)
    first.stop()
    first.stop()
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
    for _ in 0..<3 {
      let next = try Broker(engine: engine, settings: Self.settings { $0.port = port })
      #expect(try RawClient(port: port, of: next).call(ApiVersionsRequest(), version: 0).errorCode == .none)
      next.stop()
    }
  }

  @Test("a port that another has is refused with a typed error")
  func portTaken() throws {
    let engine = try Engine.inMemory()
    let first = try Broker(engine: engine, settings: Self.settings())
    defer { first.stop() }
    do {
      try Broker(engine: engine, settings: Self.settings { $0.port = first.port }).stop()
      Issue.record("two brokers listen on one port")
    } catch {
      #expect(error == .listen(host: "127.0.0.1", port: first.port, reason: "address already in use"))
    }
  }

  @Test("what no broker can work with is refused", arguments: [-1, 65_536])
  func port(port: Int) throws {
    let engine = try Engine.inMemory()
    do {
      try Broker(engine: engine, settings: Self.settings { $0.port = port }).stop()
      Issue.record("a broker listens on port \(port)")
    } catch {
      #expect(error == .setting(name: "port", reason: "it must be 0 to 65535"))
    }
  }

  @Test("two brokers may serve one engine: what is produced by one is fetched from the other, which is woken by it")
  func two() throws {
    let engine = try Engine.inMemory()
    let one = try RunningBroker(engine: engine)
    let other = try RunningBroker(engine: engine)
    let topic = try Rig.ours(one).topic("shared")
    let reader = try other.client()
    try reader.send(FetchQuestion(maxWait: 30_000).request(topic, [0]), version: 17)
    #expect(try one.client().produce(FetchChecks.batch, to: topic).errorCode == .none)
    #expect(try reader.response(FetchResponse.self, version: 17).summary.hasPrefix("0: 0 high 2 "))
  }

  @Test("a topic asked for is made when it may be, and only then", arguments: [true, false])
  func autoCreate(isAllowed: Bool) throws {
    let running = try RunningBroker { $0.autoCreateTopics = isAllowed }
    let client = try running.client()
    let asked = MetadataRequest(topics: [.init(name: "new"), .init(name: "no/name")], allowAutoTopicCreation: true)
    let topics = try client.call(asked, version: 12).topics
    #expect(topics.map(\.errorCode) == [isAllowed ? .none : .unknownTopicOrPartition, .invalidTopicException])
    #expect(running.engine.topics.map(\.name) == (isAllowed ? ["new"] : []))
    let forbidden = MetadataRequest(topics: [.init(name: "other")], allowAutoTopicCreation: false)
    #expect(try client.call(forbidden, version: 12).topics[0].errorCode == .unknownTopicOrPartition)
  }
}
