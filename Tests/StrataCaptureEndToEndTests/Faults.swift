import StrataCapture
import StrataTransport
import Synchronization

/// The process is gone: before what was asked for was done, or after it was and before anyone heard of it.
struct Crash: Error {}

/// When crashes happen, by a seed.
final class Faults: Sendable {
  private struct State {
    var random: SplitMix
    var oneIn: Int?
    var isDue = false
  }

  private let state: Mutex<State>

  /// Crashes one time in so many, or only when told to.
  init(seed: UInt64 = 0, oneIn: Int? = nil) { state = Mutex(State(random: SplitMix(state: seed), oneIn: oneIn)) }

  /// No more crashes.
  func stop() { state.withLock { $0.oneIn = nil } }

  /// The next place is a crash.
  func strikeNext() { state.withLock { $0.isDue = true } }

  /// Whether to crash here.
  func strike() -> Bool {
    state.withLock { state in
      if state.isDue {
        state.isDue = false
        return true
      }
      guard let oneIn = state.oneIn else { return false }
      return Int.random(in: 0..<oneIn, using: &state.random) == 0
    }
  }

  func around<Result>(_ body: () throws -> Result) throws -> Result {
    if strike() { throw Crash() }
    let result = try body()
    if strike() { throw Crash() }
    return result
  }

  /// Around a call of a transport, whose errors are of one type: a crash there is the end of the connection.
  func around<Result>(
    _ body: () async throws(TransportError) -> sending Result
  ) async throws(TransportError) -> sending Result {
    let crash = TransportError(.closed, "call the transport", "the process crashed")
    if strike() { throw crash }
    let result = try await body()
    if strike() { throw crash }
    return result
  }
}

/// A small generator whose whole state is its seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

/// A database around whose transactions the process may crash.
final class FaultyDatabase: ChangeSource {
  let inner: any ChangeSource
  let faults: Faults

  init(_ inner: any ChangeSource, _ faults: Faults) {
    self.inner = inner
    self.faults = faults
  }

  func read<Result>(_ body: (any Session) throws -> Result) throws -> Result {
    try faults.around { try inner.read(body) }
  }
  func write<Result>(_ body: (any Session) throws -> Result) throws -> Result {
    try faults.around { try inner.write(body) }
  }
  func columns(of table: String, in session: any Session) throws(CaptureError) -> [String] {
    try inner.columns(of: table, in: session)
  }
  func tables(in session: any Session) throws(CaptureError) -> [String] { try inner.tables(in: session) }
  func install(_ tables: [CapturedTable]) throws(CaptureError) -> [CaptureGap] { try inner.install(tables) }
  func changes(after sequence: Int64, limit: Int, in session: any Session) throws(CaptureError) -> [Change] {
    try inner.changes(after: sequence, limit: limit, in: session)
  }
  func head(in session: any Session) throws(CaptureError) -> Int64 { try inner.head(in: session) }
  func discardChanges(upTo sequence: Int64, in session: any Session) throws(CaptureError) {
    try inner.discardChanges(upTo: sequence, in: session)
  }
  func captureAllRows(of table: String, in session: any Session) throws(CaptureError) {
    try inner.captureAllRows(of: table, in: session)
  }
  func captureRows(
    of table: String, where column: String, equals value: ColumnValue, in session: any Session
  ) throws(CaptureError) {
    try inner.captureRows(of: table, where: column, equals: value, in: session)
  }
  func waitForCommit(atMost: Duration) async throws(CaptureError) { try await inner.waitForCommit(atMost: atMost) }
}

/// A transport around whose calls the process may crash.
struct FaultyTransport: Transport {
  let inner: any Transport
  let faults: Faults

  var capabilities: Capabilities { inner.capabilities }
  var admin: any TransportAdmin { inner.admin }
  func close() async { await inner.close() }

  func producer(_ options: ProducerOptions) async throws(TransportError) -> any TransportProducer {
    FaultyProducer(inner: try await inner.producer(options), faults: faults)
  }
  func consumer(
    _ subscription: Subscription, _ options: ConsumerOptions
  ) async throws(TransportError) -> any TransportConsumer {
    FaultyConsumer(inner: try await inner.consumer(subscription, options), faults: faults)
  }
}

private struct FaultyProducer: TransportProducer {
  let inner: any TransportProducer
  let faults: Faults

  func send(_ records: [Record], to topic: String) async throws(TransportError) -> [Position] {
    try await faults.around { () async throws(TransportError) in try await inner.send(records, to: topic) }
  }
  func close() async { await inner.close() }
}

private struct FaultyConsumer: TransportConsumer {
  let inner: any TransportConsumer
  let faults: Faults

  func next(within: Duration?) async throws(TransportError) -> ConsumerEvent? {
    try await faults.around { () async throws(TransportError) in try await inner.next(within: within) }
  }
  func seek(_ partition: TopicPartition, to position: StartPosition) async throws(TransportError) {
    try await faults.around { () async throws(TransportError) in try await inner.seek(partition, to: position) }
  }
  func pause(_ partitions: [TopicPartition]) async throws(TransportError) { try await inner.pause(partitions) }
  func resume(_ partitions: [TopicPartition]) async throws(TransportError) { try await inner.resume(partitions) }
  func commit(_ offsets: [TopicPartition: Int64]) async throws(TransportError) {
    try await faults.around { () async throws(TransportError) in try await inner.commit(offsets) }
  }
  func committed(_ partitions: [TopicPartition]) async throws(TransportError) -> [TopicPartition: Int64] {
    try await inner.committed(partitions)
  }
  func close() async { await inner.close() }
}
