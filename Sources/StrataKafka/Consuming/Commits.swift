internal import CRDKafka
internal import StrataTransport
import Synchronization

/// Commits under way and whom their answers belong to.
final class Commits: Sendable {
  private struct State {
    var waiting: [UInt64: CheckedContinuation<Failure, Never>] = [:]
    var last: UInt64 = 0
    var isClosed = false
  }

  private let client: Client
  private let edge: Edge
  private let descriptor: Int32
  private let state = Mutex(State())

  init(_ client: Client, _ edge: Edge, _ attempted: String) throws(TransportError) {
    self.client = client
    self.edge = edge
    descriptor = try edge.open(attempted)
    edge.watch(descriptor, Edge.Source(woken: { [weak self] in self?.takeAnswers() }))
    unsafe strata_kafka_wake_on(client.replies, descriptor)
  }

  /// Commits and returns the broker's answer.
  func commit(_ offsets: [(TopicPartition, Int64)]) async -> Failure {
    await withCheckedContinuation { continuation in
      let ticket: UInt64? = state.withLock { state in
        guard !state.isClosed else { return nil }
        state.last += 1
        state.waiting[state.last] = continuation
        return state.last
      }
      guard let ticket else {
        continuation.resume(returning: Failure(RD_KAFKA_RESP_ERR__DESTROY))
        return
      }
      let closed = Failure(RD_KAFKA_RESP_ERR__DESTROY)
      let sent = (try? client.use("") { () throws(TransportError) in client.commit(offsets, ticket: ticket) }) ?? closed
      if !sent.isNone { answer(ticket, sent) }
    }
  }

  private func answer(_ ticket: UInt64, _ failure: Failure) {
    let waiting = state.withLock { $0.waiting.removeValue(forKey: ticket) }
    waiting?.resume(returning: failure)
  }

  /// On the edge's thread.
  private func takeAnswers() {
    let answers = try? client.use("") { () throws(TransportError) in client.takeAnswers() }
    for (ticket, failure) in answers ?? [] { answer(ticket, failure) }
  }

  /// Ends the waiting of all that are under way, typed; nothing more is sent.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.resume(returning: Failure(RD_KAFKA_RESP_ERR__DESTROY)) }
    unsafe strata_kafka_wake_on(client.replies, -1)
    edge.remove(descriptor)
  }
}
