import StrataTesting
import StrataTransport
import Synchronization

/// One way in which a transport can break its contract.
enum Sabotage: String, CaseIterable, Sendable {
  case nothing
  // What is sent and read.
  case dropsLastHeader, swapsHeaders, emptiesNil, losesTimestamp, stampsZero, reorders, sendsTwice, liesAboutPositions
  case ignoresKeys, ignoresHash, refusesEmptySend, takesAnyPartition, dropsLevelBelow, cutsLarge
  // Where reading goes.
  case deliversAfterSeek, ignoresSeek, clampsSeek, looksUpSeconds, wrongNext, overfillsBatches, startsAtEnd
  case ignoresPause, resumesAtSeek, takesAnyPartitionCall
  // Waiting.
  case polls, waitsTooLong, losesOnCancel, hidesCancel
  // Groups.
  case sharesNothing, losesCommits, acceptsLateCommits, dropsCommitsWhileRevoked, staysAtClose, hidesLoss,
    leavesWhenStatic
  case assignsUnnamedTopics, sharesOffsets, stopsAfterLoss
  // Transactions.
  case showsOpen, commitsOffsetsAtOnce, sharesNames, neverTimesOut, endsAsItLikes, commitsWhatFailed, takesAnyTurn,
    abandonsAtClose
  // Errors and closing.
  case blurryErrors, acceptsNames, forgetsAtRestart, answersNilWhenClosed, staysOpen, listsInternal, keepsOffsets
}

/// A rig whose transports break one promise.
struct SabotagedRig: ConformanceRig {
  let sabotage: Sabotage
  let inner: any ConformanceRig
  let spare: any ConformanceRig
  private let isRestarted: Flag

  init(_ sabotage: Sabotage, _ inner: any ConformanceRig, spare: any ConformanceRig) {
    self.sabotage = sabotage
    self.inner = inner
    self.spare = spare
    isRestarted = Flag()
  }

  var timing: ConformanceTiming { inner.timing }

  func open() async throws -> any Transport {
    let rig = sabotage == .forgetsAtRestart && isRestarted.isRaised ? spare : inner
    return SabotagedTransport(sabotage, try await rig.open())
  }

  func restart() async throws {
    isRestarted.raise()
    try await inner.restart()
  }
}

/// Something that happens once.
final class Flag: Sendable {
  private let raised = Mutex(false)
  var isRaised: Bool { raised.withLock { $0 } }
  func raise() { raised.withLock { $0 = true } }
}

/// A transport that is right but for one thing.
struct SabotagedTransport: Transport {
  let sabotage: Sabotage
  let inner: any Transport

  init(_ sabotage: Sabotage, _ inner: any Transport) {
    self.sabotage = sabotage
    self.inner = inner
  }

  var capabilities: Capabilities { inner.capabilities }

  var admin: any TransportAdmin { SabotagedAdmin(sabotage: sabotage, inner: inner.admin) }

  func producer(_ options: ProducerOptions) async throws(TransportError) -> any TransportProducer {
    if sabotage == .dropsLevelBelow, options.acknowledgement == .memory {
      throw TransportError(.unsupported, "producer", "sabotaged")
    }
    var options = options
    if sabotage == .sharesNames, let name = options.transactionalID {
      options.transactionalID = name + "\(UInt64.random(in: 0...UInt64.max))"
    }
    if sabotage == .neverTimesOut { options.transactionTimeout = .seconds(600) }
    return SabotagedProducer(sabotage: sabotage, inner: try await inner.producer(options), admin: inner.admin)
  }

  func consumer(
    _ subscription: Subscription, _ options: ConsumerOptions
  ) async throws(TransportError) -> any TransportConsumer {
    var (subscription, options) = (subscription, options)
    if sabotage == .overfillsBatches { options.maxBatchBytes = 1 << 20 }
    if sabotage == .startsAtEnd { options.start = .end }
    if sabotage == .showsOpen { options.isolation = .readUncommitted }
    if case .group(let group, let topics, let instance) = subscription {
      switch sabotage {
      case .sharesNothing:
        subscription = .group(group + "\(UInt64.random(in: 0...UInt64.max))", topics: topics, instance: instance)
      case .leavesWhenStatic: subscription = .group(group, topics: topics)
      case .sharesOffsets: subscription = .group("everybody's", topics: topics, instance: instance)
      case .assignsUnnamedTopics:
        let others = try await inner.admin.topics().map(\.name).filter { $0.hasPrefix("conformance") }
        subscription = .group(group, topics: Set(topics + others).sorted(), instance: instance)
      default: break
      }
    }
    return SabotagedConsumer(sabotage, try await inner.consumer(subscription, options))
  }

  func close() async { if sabotage != .staysOpen { await inner.close() } }
}

private struct SabotagedAdmin: TransportAdmin {
  let sabotage: Sabotage
  let inner: any TransportAdmin

  func createTopic(
    _ name: String, partitions: Int32, settings: [String: String]
  ) async throws(TransportError) {
    do throws(TransportError) {
      try await inner.createTopic(name, partitions: partitions, settings: settings)
    } catch {
      if sabotage == .acceptsNames, error.code == .invalid || error.code == .topicExists { return }
      throw error
    }
  }

  func deleteTopic(_ name: String) async throws(TransportError) {
    if sabotage == .keepsOffsets { return }
    try await inner.deleteTopic(name)
  }

  func topics() async throws(TransportError) -> [TopicDescription] {
    let topics = try await inner.topics()
    return sabotage == .listsInternal
      ? topics + [TopicDescription(name: "__consumer_offsets", partitions: 1, settings: [:])] : topics
  }

  func offset(of partition: TopicPartition, at position: StartPosition) async throws(TransportError) -> Int64? {
    if sabotage == .looksUpSeconds, case .time(let time) = position {
      return try await inner.offset(of: partition, at: .time(time / 1_000 * 1_000))
    }
    if sabotage == .clampsSeek, case .offset = position {
      return try? await inner.offset(of: partition, at: position)
    }
    return try await inner.offset(of: partition, at: position)
  }
}

private struct SabotagedProducer: TransportProducer {
  let sabotage: Sabotage
  let inner: any TransportProducer
  let admin: any TransportAdmin

  func send(_ records: [Record], to topic: String) async throws(TransportError) -> [Position] {
    if sabotage == .refusesEmptySend, records.isEmpty { throw TransportError(.invalid, "send", "sabotaged") }
    var records = records
    switch sabotage {
    case .emptiesNil: for index in records.indices { records[index].value = records[index].value ?? [] }
    case .losesTimestamp: for index in records.indices { records[index].timestamp = nil }
    case .stampsZero:
      for index in records.indices where records[index].timestamp == nil { records[index].timestamp = 1 }
    case .reorders: if records.count > 1 { records.swapAt(0, records.count - 1) }
    case .ignoresKeys:
      for index in records.indices where records[index].placement == .byKey { records[index].placement = .partition(0) }
    case .ignoresHash:
      for index in records.indices {
        if case .byHash = records[index].placement { records[index].placement = .byKey }
      }
    case .takesAnyPartition:
      for index in records.indices {
        if case .partition(let number) = records[index].placement, number > 1 || number < 0 {
          records[index].placement = .partition(0)
        }
      }
    case .cutsLarge:
      for index in records.indices where records[index].value?.count ?? 0 > 10_000 {
        records[index].value = records[index].value.map { Array($0.prefix($0.count / 3)) }
      }
    default: break
    }
    return try await sendOn(records, topic)
  }

  private func sendOn(_ records: [Record], _ topic: String) async throws(TransportError) -> [Position] {
    do throws(TransportError) {
      var positions = try await inner.send(records, to: topic)
      if sabotage == .sendsTwice { _ = try await inner.send(records, to: topic) }
      if sabotage == .liesAboutPositions { for index in positions.indices { positions[index].offset += 1 } }
      return positions
    } catch {
      if sabotage == .blurryErrors { throw TransportError(.unavailable, "something", "") }
      throw error
    }
  }

  func beginTransaction() async throws(TransportError) {
    do throws(TransportError) { try await inner.beginTransaction() } catch {
      if sabotage != .takesAnyTurn { throw error }
    }
  }

  func commitOffsets(
    _ offsets: [TopicPartition: Int64], of consumer: any TransportConsumer
  ) async throws(TransportError) {
    if sabotage == .commitsOffsetsAtOnce { return try await consumer.commit(offsets) }
    try await inner.commitOffsets(offsets, of: (consumer as? SabotagedConsumer)?.inner ?? consumer)
  }

  func commitTransaction() async throws(TransportError) {
    do throws(TransportError) { try await inner.commitTransaction() } catch {
      if sabotage != .commitsWhatFailed { throw error }
    }
  }

  func abortTransaction() async throws(TransportError) {
    if sabotage == .endsAsItLikes { try await inner.commitTransaction() } else { try await inner.abortTransaction() }
  }

  func close() async {
    if sabotage != .staysOpen, sabotage != .abandonsAtClose { await inner.close() }
  }
}
