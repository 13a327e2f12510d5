import StrataBroker
import StrataEngine
import StrataLog
import StrataWire
import Testing

/// SPEC §12.2: a fetch that finds too little waits.
@Suite struct FetchWaitingTests {
  static let clock = ContinuousClock()

  /// A broker with a topic, a client whose fetch waits there for `wait` milliseconds, and when it began to.
  private static func waiting(
    _ name: String = "t", wait: Int32 = 30_000, minBytes: Int32 = 1
  ) throws -> (running: RunningBroker, topic: (name: String, id: WireUUID), client: RawClient) {
    let running = try RunningBroker()
    let topic = try Rig.ours(running).topic(name)
    let client = try running.client()
    let question = FetchQuestion(minBytes: minBytes, maxWait: wait)
    try client.send(question.request(topic, [0]), version: 17)
    // Answered after the fetch was looked at, for the broker reads connections in the order of their bytes.
    _ = try running.client().call(ApiVersionsRequest(), version: 0)
    return (running, topic, client)
  }

  @Test("an append by another client ends the wait")
  func append() throws {
    let (running, topic, client) = try Self.waiting()
    _ = try running.client().produce(FetchChecks.batch, to: topic)
    let answer = try client.response(FetchResponse.self, version: 17)
    #expect(answer.summary == "0: 0 high 2 stable 2 from 0 \(FetchChecks.batch.count) bytes")
  }

  @Test("so does an append by a thread of this process")
  func inProcess() throws {
    let (running, topic, client) = try Self.waiting()
    try running.engine.topic(topic.name).append(key: nil, value: "x")
    #expect(try client.response(FetchResponse.self, version: 17).summary.hasPrefix("0: 0 high 1 "))
  }

  @Test("it goes on until there are as many bytes as asked for")
  func minBytes() throws {
    let size = FetchChecks.batch.count
    let (running, topic, client) = try Self.waiting(minBytes: Int32(2 * size))
    let producer = try running.client()
    for _ in 0..<2 { _ = try producer.produce(FetchChecks.batch, to: topic) }
    #expect(try client.response(FetchResponse.self, version: 17).summary.hasSuffix(" \(2 * size) bytes"))
  }

  @Test("when the time is over the answer has what there is")
  func timeout() throws {
    let start = Self.clock.now
    let (_, _, client) = try Self.waiting(wait: 150)
    #expect(try client.response(FetchResponse.self, version: 17).summary == "0: 0 high 0 stable 0 from 0 0 bytes")
    #expect(Self.clock.now - start >= .milliseconds(149))
  }

  @Test("a topic deleted meanwhile is told at once")
  func deleted() throws {
    let (running, topic, client) = try Self.waiting()
    try running.engine.deleteTopic(topic.name)
    #expect(try client.response(FetchResponse.self, version: 17).summary.hasPrefix("0: 3 high -1 "))
  }

  @Test("a broker that stops answers it and hangs up")
  func stopped() throws {
    let (running, _, client) = try Self.waiting()
    running.broker.stop()
    #expect(try client.response(FetchResponse.self, version: 17).summary == "0: 0 high 0 stable 0 from 0 0 bytes")
    #expect(try client.isHungUp())
  }

  @Test("what was asked behind it is answered after it")
  func order() throws {
    let (running, topic, client) = try Self.waiting()
    try client.send(ApiVersionsRequest(), version: 0)
    _ = try running.client().produce(FetchChecks.batch, to: topic)
    #expect(try client.response(FetchResponse.self, version: 17, behind: 1).responses.count == 1)
    #expect(try client.response(ApiVersionsResponse.self, version: 0).errorCode == .none)
  }

  @Test("a client that leaves while it waits harms nobody")
  func leaves() throws {
    let running = try RunningBroker()
    let topic = try Rig.ours(running).topic("t")
    for _ in 0..<20 {
      let leaver = try running.client()
      try leaver.send(FetchQuestion(maxWait: 30_000).request(topic, [0]), version: 17)
    }
    let client = try running.client()
    #expect(try client.produce(FetchChecks.batch, to: topic).errorCode == .none)
    #expect(try client.call(FetchQuestion().request(topic, [0]), version: 17).summary.hasPrefix("0: 0 high 2 "))
  }
}
