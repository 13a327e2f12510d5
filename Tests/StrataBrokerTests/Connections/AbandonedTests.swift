import StrataWire
import Testing

/// SPEC §12.1
@Suite struct AbandonedTests {
  @Test("clients that are gone while they are answered end neither the broker nor the process around it")
  func abandoned() throws {
    let running = try RunningBroker()
    let requests = (0..<50).flatMap { _ in RawClient.frame(ApiVersionsRequest(), version: 0, correlation: 1) }
    for _ in 0..<2_000 {
      let client = try running.client()
      try client.send(bytes: requests)
      client.abandon()
    }
    let answer = try running.client().call(ApiVersionsRequest(), version: 0)
    #expect(answer.errorCode == .none)
  }
}
