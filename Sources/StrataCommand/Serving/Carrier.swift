import StrataEngine
import StrataInProcess
import StrataKafka
import StrataTransport

/// What carries records, open: a transport and what it stands on.
struct Carrier: Sendable {
  let transport: any Transport
  /// The groups that read from it.
  let groups: ConsumerGroups
  /// The engine in this process; nil where another process has it.
  private let engine: Engine?

  /// A log in the demo's own directory, opened by this process.
  static func inProcess(_ directory: DemoDirectory) throws -> Carrier { inProcess(try Engine.open(directory.log)) }

  /// An engine of this process, which is closed with it.
  static func inProcess(_ engine: Engine) -> Carrier {
    Carrier(transport: InProcessTransport(engine), groups: .engine(engine), engine: engine)
  }

  /// Brokers elsewhere that speak Kafka's protocol, as HOST:PORT,HOST:PORT.
  static func kafka(_ brokers: String) throws -> Carrier {
    let transport = try KafkaTransport(brokers: brokers)
    return Carrier(transport: transport, groups: .cluster(transport.groups), engine: nil)
  }

  /// Closes it; everything acknowledged is kept.
  func close() async throws {
    await transport.close()
    try engine?.close()
  }

  /// The topic of this name; the error suggests the one that was likely meant.
  @discardableResult
  func known(_ name: String) async throws -> TopicDescription {
    let topics = try await transport.admin.topics()
    if let topic = topics.first(where: { $0.name == name }) { return topic }
    let near = nearest(to: name, among: topics.map(\.name)).map { "did you mean \($0)?" }
    throw CommandError.failed("there is no topic \(name)", advice: near ?? "strata topics create \(name) makes it")
  }
}
