import StrataTransport
import Testing

@testable import StrataKafka

/// SPEC §13.5
@Suite struct FailureTests {
  @Test(
    "each of Kafka's errors has its code",
    arguments: [
      (3, .unknownTopic), (-188, .unknownTopic), (36, .topicExists), (17, .invalid), (40, .invalid), (32, .invalid),
      (10, .tooLarge), (35, .unsupported), (82, .fenced), (25, .fenced), (22, .fenced), (-142, .fenced),
      (2, .damaged), (-195, .unavailable), (6, .unavailable), (12_345, .unavailable),
    ] as [(Int32, TransportError.Code)])
  func codes(number: Int32, code: TransportError.Code) {
    let error = Failure(number: number).error("append of 3 records to orders")
    #expect(error.code == code)
    #expect(error.attempted == "append of 3 records to orders")
    #expect(!error.reason.isEmpty)
  }

  @Test(
    "what the library deals with by itself is not told", arguments: [-195, -187, 16, 15, 6, 27, 25, -147] as [Int32])
  func passing(number: Int32) { #expect(Failure(number: number).isPassing) }

  @Test("settings that librdkafka refuses are refused with its words")
  func settings() {
    #expect {
      try KafkaTransport(brokers: "127.0.0.1:1", settings: KafkaSettings(properties: ["no.such.setting": "1"]))
    } throws: {
      let error = $0 as? TransportError
      return error?.code == .invalid && error?.reason.contains("no.such.setting") == true
    }
    #expect { try KafkaTransport(brokers: "") } throws: { ($0 as? TransportError)?.code == .invalid }
  }

  @Test("brokers that are not there are unavailable, and nobody waits for them for ever", .timeLimit(.minutes(3)))
  func nobody() async throws {
    let transport = try KafkaTransport(
      brokers: "127.0.0.1:1", settings: KafkaSettings(requestTimeout: .milliseconds(300)))
    await #expect { try await transport.admin.topics() } throws: { ($0 as? TransportError)?.code == .unavailable }
    await transport.close()
  }
}
