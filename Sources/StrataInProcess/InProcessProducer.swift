import StrataEngine
import StrataLog
import StrataTransport
import Synchronization

/// Sends batches into the engine (SPEC §8.1). Numbered as Kafka numbers them, so that the engine stores each once.
final class InProcessProducer: TransportProducer {
  struct Lane: Hashable {
    let topic: TopicID
    let partition: Int32
  }

  struct State: ~Copyable, Sendable {
    var builder: BatchBuilder
    /// As whom it sends now; each end of a transaction gives the next epoch.
    var identity: ProducerIdentity
    var sequences: [Lane: Int32] = [:]
    /// Its transactions, if it sends in such.
    var transaction: ProducerTransaction?
    var isClosed = false
    /// Which partition the next records without a key take.
    var turn: Int32 = 0
  }

  let engine: Engine
  let options: ProducerOptions
  let state: Mutex<State>
  private let ended: @Sendable (InProcessProducer) -> Void

  init(
    _ engine: Engine, _ options: ProducerOptions, ended: @escaping @Sendable (InProcessProducer) -> Void
  ) throws(TransportError) {
    let attempted = "making a producer"
    guard options.acknowledgement < .replicated else {
      throw TransportError(.unsupported, attempted, "one engine has no replicas; ask for synced or less")
    }
    self.engine = engine
    self.options = options
    self.ended = ended
    var transaction: ProducerTransaction?
    let identity: ProducerIdentity
    do throws(EngineError) {
      if let name = options.transactionalID {
        identity = try engine.begin(name, options)
        transaction = ProducerTransaction(name: name)
      } else {
        identity = ProducerIdentity(id: try engine.newProducerID(), epoch: 0)
      }
    } catch { throw TransportError(error, attempted) }
    do throws(LogError) {
      state = Mutex(
        State(
          builder: try BatchBuilder(codec: options.compression.codec), identity: identity, transaction: transaction))
    } catch { throw TransportError(.unavailable, attempted, error.description) }
  }

  func send(_ records: [Record], to topic: String) async throws(TransportError) -> [Position] {
    do throws(TransportError) { return try sendAll(records, to: topic) } catch {
      state.withLock { $0.transaction?.failed(error) }
      throw error
    }
  }

  private func sendAll(_ records: [Record], to topic: String) throws(TransportError) -> [Position] {
    let attempted = "append of \(records.count) records to \(topic)"
    let now = engine.time.now()
    let found: Topic
    do throws(EngineError) { found = try engine.topic(topic) } catch { throw TransportError(error, attempted) }
    let placed = try state.withLock { state throws(TransportError) in
      try state.checkOpen(attempted)
      try state.transaction?.checkOpen(attempted)
      let lanes = try place(records, in: found, &state, attempted)
      do throws(EngineError) {
        try join(lanes.map(\.partition.id), &state)
      } catch { throw TransportError(error, attempted) }
      var positions = [Position](
        repeating: Position(TopicPartition(topic, 0), 0), count: records.count)
      for (partition, places) in lanes {
        do throws(EngineError) {
          try append(records, places, to: partition, of: found, now: now, &state, &positions)
        } catch {
          throw TransportError(error, "append of \(places.count) records to \(partition.id)")
        }
      }
      return (positions, lanes.map(\.partition))
    }
    if options.acknowledgement == .synced {
      for partition in placed.1 {
        do throws(EngineError) {
          try partition.sync()
        } catch { throw TransportError(error, "sync of \(partition.id)") }
      }
    }
    return placed.0
  }

  /// Which records go to which partition, in order; refuses what can't be sent before anything is.
  private func place(
    _ records: [Record], in topic: Topic, _ state: inout State, _ attempted: String
  ) throws(TransportError) -> [(partition: Partition, places: [Int])] {
    let count = Int32(topic.partitions.count)
    var places: [Int32: [Int]] = [:]
    var usedTurn = false
    for (index, record) in records.enumerated() {
      if let timestamp = record.timestamp, timestamp < 1 {
        throw TransportError(
          .invalid, attempted, "record \(index) is stamped \(timestamp); give milliseconds since 1970, or nil for now")
      }
      let partition: Int32
      switch record.placement {
      case .byKey:
        if let key = record.key {
          partition = count == 1 ? 0 : StrataTransport.partition(forKey: key, of: count)
        } else {
          partition = state.turn % count
          usedTurn = true
        }
      case .byHash(let bytes): partition = StrataTransport.partition(forKey: bytes, of: count)
      case .partition(let number):
        guard 0..<count ~= number else {
          throw TransportError(
            .unknownTopic, attempted, "record \(index) goes to partition \(number), but \(topic.name) has \(count)")
        }
        partition = number
      }
      places[partition, default: []].append(index)
    }
    if usedTurn { state.turn = (state.turn + 1) % count }
    return places.sorted { $0.key < $1.key }.map { (topic.partitions[Int($0.key)], $0.value) }
  }

  /// Appends one partition's records in as many batches as the topic's limit asks for.
  private func append(
    _ records: [Record], _ places: [Int], to partition: Partition, of topic: Topic, now: Timestamp,
    _ state: inout State, _ positions: inout [Position]
  ) throws(EngineError) {
    let settings = try partition.log.settings
    let limit = min(settings.maxBatchBytes, settings.segmentBytes)
    let lane = Lane(topic: topic.id, partition: partition.id.index)
    let place = TopicPartition(topic.name, partition.id.index)
    var first = 0
    state.builder.reset()
    for (at, index) in places.enumerated() {
      if at > first, state.builder.byteCount + records[index].mostBytes > limit {
        try flush(partition, lane, &state) { positions[places[first + $0]] = Position(place, $1) }
        first = at
      }
      do throws(LogError) {
        try state.builder.add(records[index], now: now)
      } catch { throw .log(partition: partition.id, error) }
    }
    if first < places.count {
      try flush(partition, lane, &state) { positions[places[first + $0]] = Position(place, $1) }
    }
  }

  private func flush(
    _ partition: Partition, _ lane: Lane, _ state: inout State, _ placed: (_ record: Int, _ offset: Int64) -> Void
  ) throws(EngineError) {
    let sequence = state.sequences[lane] ?? 0
    state.builder.producer = BatchProducer(id: state.identity.id, epoch: state.identity.epoch, sequence: sequence)
    state.builder.isTransactional = state.transaction != nil
    let count = state.builder.recordCount
    let appended = try partition.append(&state.builder, durability: .written)
    state.sequences[lane] = Int32((Int64(sequence) + Int64(count)) & 0x7fff_ffff)
    for record in 0..<count { placed(record, appended.baseOffset.value + Int64(record)) }
    state.builder.reset()
  }

  func close() async {
    // Whoever sends holds the lock, so on return nothing is under way.
    let wasOpen = state.withLock { state in
      // If it can't be aborted now, the next producer of its name does, or the coordinator when it has taken too long.
      if state.transaction?.isUnderWay == true { try? end(commits: false, &state) }
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if wasOpen { ended(self) }
  }
}

extension Record {
  /// An upper bound of the record's bytes in a batch.
  fileprivate var mostBytes: Int {
    headers.reduce(40 + (key?.count ?? 0) + (value?.count ?? 0)) {
      $0 + 10 + $1.name.utf8.count + ($1.value?.count ?? 0)
    }
  }
}

extension BatchBuilder {
  fileprivate mutating func add(_ record: Record, now: Timestamp) throws(LogError) {
    try add(
      key: record.key, value: record.value,
      headers: record.headers.isEmpty ? [] : record.headers.map { RecordHeader($0.name, $0.value) },
      timestamp: record.timestamp.map { Timestamp(milliseconds: $0) } ?? now)
  }
}

extension ProducerOptions.Compression {
  fileprivate var codec: Codec {
    switch self {
    case .none: .none
    case .gzip: .gzip
    case .snappy: .snappy
    case .lz4: .lz4
    case .zstd: .zstd
    }
  }
}
