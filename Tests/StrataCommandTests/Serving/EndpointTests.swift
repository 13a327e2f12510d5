import Testing

@testable import StrataCommand

/// SPEC §10.5
@Suite struct EndpointTests {
  @Test(
    "HOST:PORT is taken apart, and put together as it was",
    arguments: [
      ("127.0.0.1:9092", "127.0.0.1", 9092), ("localhost:0", "localhost", 0), ("[::1]:65535", "::1", 65535),
      ("broker.example:1", "broker.example", 1),
    ] as [(String, String, UInt16)])
  func parts(text: String, host: String, port: UInt16) {
    #expect(Endpoint(argument: text) == Endpoint(host: host, port: port))
    #expect(Endpoint(argument: text)?.argument == text)
  }

  @Test(
    "what is no HOST:PORT is none",
    arguments: [
      "", "9092", ":9092", "localhost", "localhost:", "localhost:x", "localhost:65536", "localhost:-1", "::1:9092",
      "[::1:9092", "::1]:9092", "[localhost]:1", "a b:1", "http://localhost:1", "[]:1",
    ])
  func none(text: String) { #expect(Endpoint(argument: text) == nil) }

  @Test(
    "only addresses of this machine alone are loopback",
    arguments: [
      ("127.0.0.1", true), ("127.255.0.9", true), ("localhost", true), ("::1", true), ("0.0.0.0", false),
      ("::", false), ("10.0.0.1", false), ("127.0.0.1.example", false), ("127.0.0", false), ("127.0.0.256", false),
      ("127.0.0.1.", false), ("localhost.example", false),
    ])
  func loopback(host: String, isLoopback: Bool) {
    #expect(Endpoint(host: host, port: 1).isLoopback == isLoopback)
  }
}
