import Testing

@testable import StrataLog

/// SPEC §7.2: transactions in one log.
@Suite struct TransactionTests {
  let place: Place
  let log: Log

  init() throws {
    place = try Place(.memory)
    log = try place.open()
  }

  /// Appends a record of a transaction; returns its offset.
  @discardableResult
  static func send(
    _ log: Log, _ producer: Int64, _ sequence: Int32, epoch: Int16 = 0, transactional: Bool = true
  ) throws -> Int64 {
    var builder = try BatchBuilder()
    builder.producer = BatchProducer(id: producer, epoch: epoch, sequence: sequence)
    builder.isTransactional = transactional
    try builder.add(key: [1], value: [2], timestamp: Timestamp(milliseconds: 1_000))
    return try log.append(builder.finish()).baseOffset.value
  }

  static func end(
    _ log: Log, _ producer: Int64, _ kind: TransactionMarker.Kind, epoch: Int16 = 0, coordinator: Int32 = 0
  ) throws {
    try log.end(
      TransactionMarker(producerID: producer, producerEpoch: epoch, kind: kind, coordinatorEpoch: coordinator))
  }

  private func committed(from: Int64 = 0) throws -> Int64 {
    try log.read(from: Offset(from), committed: true).nextOffset.value
  }

  @Test("readers of committed records stop where the oldest open transaction began")
  func stable() throws {
    try Self.send(log, 1, 0)
    #expect(log.stableOffset() == 0 && log.endOffset() == 1)
    #expect(try log.read(from: 0, committed: true).isEmpty)
    try Self.send(log, 2, 0)
    try log.append([Entry("plain", time: 1)])
    try Self.end(log, 1, .commit)
    #expect(log.stableOffset() == 1 && log.endOffset() == 4)
    #expect(try committed() == 1)
    #expect(try log.read(from: 1, committed: true).isEmpty)
    #expect(try log.read(from: 3, committed: true).isEmpty)
    try Self.end(log, 2, .abort)
    #expect(log.stableOffset() == 5)
    #expect(try committed() == 5)
    #expect(throws: LogError.outOfRange(offset: 6, start: 0, end: 5)) { try log.read(from: 6, committed: true) }
  }

  @Test("a slice stops inside what the index would jump over")
  func stopsShort() throws {
    let log = try Place(.memory).open(.with { $0.indexIntervalBytes = 100 })
    for n in 0..<50 as Range<Int32> { try Self.send(log, 1, n, transactional: false) }
    let open = try Self.send(log, 2, 0)
    for n in 50..<100 as Range<Int32> { try Self.send(log, 1, n, transactional: false) }
    #expect(try log.read(from: 3, committed: true).nextOffset.value == open)
    #expect(try log.read(from: 3).nextOffset.value == 101)
  }

  @Test("what was aborted is told to readers of a range, with the place behind which nothing more was")
  func aborted() throws {
    try Self.send(log, 1, 0)
    try Self.send(log, 2, 0)
    try Self.end(log, 1, .abort)
    try Self.end(log, 2, .abort)
    try Self.send(log, 1, 1)
    try Self.end(log, 1, .commit)
    let first = AbortedTransaction(producerID: 1, firstOffset: 0, lastOffset: 2, lastStableOffset: 1)
    let second = AbortedTransaction(producerID: 2, firstOffset: 1, lastOffset: 3, lastStableOffset: 4)
    #expect(log.aborted(from: 0, upTo: 6) == [first, second])
    #expect(log.aborted(from: 3, upTo: 6) == [second])
    #expect(log.aborted(from: 0, upTo: 1) == [first])
    #expect(log.aborted(from: 4, upTo: 6) == [])
  }

  @Test("a marker without a transaction is kept, ends nothing, and its epoch fences the one before")
  func noTransaction() throws {
    try Self.end(log, 1, .abort, epoch: 5, coordinator: 3)
    #expect(log.endOffset() == 1 && log.stableOffset() == 1 && log.aborted(from: 0, upTo: 1).isEmpty)
    #expect(throws: LogError.producer(.fenced(producer: 1, current: 5, got: 4))) {
      try Self.send(log, 1, 0, epoch: 4)
    }
    #expect(throws: LogError.producer(.fenced(producer: 1, current: 5, got: 4))) {
      try Self.end(log, 1, .commit, epoch: 4, coordinator: 3)
    }
    #expect(throws: LogError.producer(.coordinatorFenced(producer: 1, current: 3, got: 2))) {
      try Self.end(log, 1, .commit, epoch: 5, coordinator: 2)
    }
    #expect(throws: LogError.producer(.outOfOrder(producer: 1, expected: 0, got: 1))) {
      try Self.send(log, 1, 1, epoch: 5)
    }
    #expect(log.endOffset() == 1)
    try Self.send(log, 1, 0, epoch: 5)
  }

  @Test("a batch of no transaction is refused while one is open; a control batch is nobody's to append")
  func refused() throws {
    try Self.send(log, 1, 0)
    #expect(throws: LogError.producer(.outsideTransaction(producer: 1))) {
      try Self.send(log, 1, 1, transactional: false)
    }
    var builder = try TransactionMarker(producerID: 1, producerEpoch: 0, kind: .commit)
      .batch(at: Timestamp(milliseconds: 0))
    #expect(throws: LogError.badBatch(BatchFlaw(.control, at: 21))) { try log.append(builder.finish()) }
    #expect(log.endOffset() == 1)
  }

  @Test("killed or closed, the log knows open and aborted transactions and who wrote them", arguments: [true, false])
  func reopened(closes: Bool) throws {
    let settings = LogSettings.with { $0.segmentBytes = 400 }
    let log = try place.open(settings)
    for n in 0..<20 as Range<Int32> {
      try Self.send(log, 1, 2 * n)
      try Self.send(log, 2, n, transactional: n == 19)
      try Self.send(log, 1, 2 * n + 1)
      try Self.end(log, 1, n % 3 == 0 ? .abort : .commit)
      if n == 10 { try log.maintain() }
    }
    #expect(log.segmentCount > 10)
    let (producers, stable) = (log.producers, log.stableOffset())
    let aborted = log.aborted(from: 0, upTo: log.endOffset())
    #expect(aborted.count == 7 && stable.value == 77)
    if closes { try log.close() }
    let again = try place.open(settings)
    #expect(again.producers == producers && again.stableOffset() == stable)
    #expect(again.aborted(from: 0, upTo: again.endOffset()) == aborted)
    #expect(try Self.send(again, 1, 39) == 78)
  }

  @Test("a snapshot that is damaged is passed over for the batches themselves, and told")
  func damagedSnapshot() throws {
    try Self.send(log, 1, 0)
    try Self.send(log, 2, 0)
    try log.close()
    let name = SegmentFiles.digits(2) + ".snapshot"
    var bytes = try place.bytes(name)
    bytes[20] ^= 1
    try place.write(name, bytes)
    let again = try place.open()
    #expect(again.recovery.passedOver == [place.path(name)] && again.recovery.isClean)
    #expect(again.producers.map(\.id) == [1, 2] && again.stableOffset() == 0)
  }

  @Test("where nobody numbers batches there is no snapshot")
  func none() throws {
    try log.append([Entry("a", time: 1)])
    try log.close()
    #expect(try !place.names().contains { $0.hasSuffix(".snapshot") || $0.hasSuffix(".txnindex") })
  }
}
