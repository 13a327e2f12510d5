import Glibc
import StrataEngine
import StrataLog
import StrataWire
import Testing

/// Who is asked: our broker, or the real Kafka that `STRATA_KAFKA_DIR` names. Checks run on both and expect the same.
enum Rig {
  case ours(RunningBroker)
  case kafka(KafkaProcess)

  func client() throws -> RawClient {
    switch self {
    case .ours(let running): try running.client()
    case .kafka(let kafka): try RawClient(port: kafka.port)
    }
  }

  /// Makes a topic of a name that no other check has, and returns name and id.
  func topic(
    _ name: String, partitions: Int32 = 1, _ settings: [String: String] = [:]
  ) throws -> (name: String, id: WireUUID) {
    switch self {
    case .ours(let running):
      let topic = try running.engine.createTopic(name, partitions: partitions, settings: TopicSettings(settings))
      return (name, WireUUID(high: topic.id.high, low: topic.id.low))
    case .kafka:
      let response = try client().call(
        CreateTopicsRequest(topics: [
          .init(
            name: name, numPartitions: partitions, replicationFactor: 1,
            configs: settings.map { .init(name: $0.key, value: $0.value) })
        ]), version: 7)
      try #require(response.topics[0].errorCode == .none, "\(response.topics[0].errorCode)")
      try waitForLeaders(name, partitions)
      return (name, response.topics[0].topicID)
    }
  }

  /// The real Kafka makes a topic before it has anyone to answer for it.
  private func waitForLeaders(_ name: String, _ partitions: Int32) throws {
    let client = try client()
    let request = ListOffsetsRequest(
      replicaID: -1,
      topics: [
        .init(name: name, partitions: (0..<partitions).map { .init(partitionIndex: $0, timestamp: -1) })
      ])
    let deadline = time(nil) + 30
    while time(nil) < deadline {
      let answer = try client.call(request, version: 7)
      if answer.topics.flatMap(\.partitions).allSatisfy({ $0.errorCode == .none }) { return }
      usleep(20_000)
    }
    throw RawClient.Failure(description: "\(name) got no leader within 30 seconds")
  }

  func delete(_ name: String) throws {
    switch self {
    case .ours(let running): try running.engine.deleteTopic(name)
    case .kafka:
      let response = try client().call(DeleteTopicsRequest(topics: [.init(name: name)], timeoutMs: 10_000), version: 6)
      try #require(response.responses[0].errorCode == .none)
    }
  }
}

/// The real Kafka, started for these tests on a port of its own and ended with them.
final class KafkaProcess: Sendable {
  static let directory = unsafe getenv("STRATA_KAFKA_DIR").map { unsafe String(cString: $0) }
  let port: Int
  private let process: pid_t
  private let data: String

  /// Starts it and waits until it answers.
  init(port: Int) throws {
    let program = try #require(Self.directory) + "/server"
    self.port = port
    let scratch = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/" + "tmp"
    data = "\(scratch)/strata-broker-tests-\(getpid())"
    process = try Self.spawn([
      program, "--port", String(port), "--dir", data, "--set", "group.initial.rebalance.delay.ms=0",
    ])
    // A server that answers is one that has started; each look waits for its answer.
    let deadline = time(nil) + 120
    while time(nil) < deadline {
      if let client = try? RawClient(port: port), (try? client.call(ApiVersionsRequest(), version: 0)) != nil { return }
      usleep(100_000)
    }
    throw RawClient.Failure(description: "the real Kafka did not answer within two minutes")
  }

  /// Ends it and removes what it wrote.
  func stop() {
    kill(process, SIGTERM)
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    if let remove = try? Self.spawn(["rm", "-rf", data]) { unsafe waitpid(remove, &status, 0) }
  }

  private static func spawn(_ words: [String]) throws -> pid_t {
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe []
    for word in words { unsafe arguments.append(strdup(word)) }
    unsafe arguments.append(nil)
    defer { for n in words.indices { unsafe free(arguments[n]) } }
    var process = pid_t()
    var files = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&files)
    defer { unsafe posix_spawn_file_actions_destroy(&files) }
    // What it tells is of no interest here.
    for output in [Int32(1), 2] {
      unsafe posix_spawn_file_actions_addopen(&files, output, "/dev/null", O_WRONLY, 0)
    }
    let code = unsafe posix_spawnp(&process, words[0], &files, nil, arguments, environ)
    guard code == 0 else { throw RawClient.Failure(description: "\(words[0]) could not be started: error \(code)") }
    return process
  }
}

/// One thing to ask a broker, and what the real Kafka answers.
struct Check: Sendable, CustomTestStringConvertible {
  let name: String
  let expected: [String]
  let ask: @Sendable (Rig) throws -> [String]

  init(_ name: String, _ expected: [String], _ ask: @escaping @Sendable (Rig) throws -> [String]) {
    self.name = name
    self.expected = expected
    self.ask = ask
  }

  var testDescription: String { name }

  func run(on rig: Rig) {
    do {
      let answers = try ask(rig)
      #expect(answers == expected, "\(name)")
    } catch { Issue.record("\(name): \(error)") }
  }
}
