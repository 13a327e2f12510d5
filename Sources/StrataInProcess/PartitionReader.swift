import StrataEngine
import StrataLog
import StrataTransport

/// Where a consumer stands in one partition, and what it reads there (SPEC §8.3).
struct PartitionReader: Sendable {
  let partition: Partition
  /// The next offset to deliver; nil until the application has agreed to the assignment.
  var position: Int64?
  var isPaused = false
  /// Whether only what is committed is read.
  private let committed: Bool

  init(_ partition: Partition, _ isolation: Isolation) {
    self.partition = partition
    committed = isolation == .readCommitted
  }

  private var place: TopicPartition { TopicPartition(partition.id.topic, partition.id.index) }

  /// Reads the next records and moves on; nil if there is nothing to deliver now. What it throws leaves the position.
  mutating func read(limit: Int) throws(TransportError) -> ConsumedBatch? {
    guard !isPaused, let from = position else { return nil }
    let log: Log
    do throws(EngineError) {
      log = try partition.log
    } catch { throw TransportError(error, "read of \(partition.id) at \(from)") }
    guard from != end(of: log) else { return nil }
    var taken = TakenRecords(next: from, limit: limit)
    do throws(LogError) {
      var before: Int64
      repeat {
        before = taken.next
        try read(log, into: &taken)
      } while taken.records.isEmpty && taken.next > before
    } catch { throw explain(error, at: taken.next) }
    position = taken.next
    guard !taken.records.isEmpty else { return nil }
    return ConsumedBatch(
      partition: place, records: taken.records, next: taken.next, end: max(taken.next, end(of: log)))
  }

  /// Where there is nothing more to read.
  private func end(of log: Log) -> Int64 { (committed ? log.stableOffset() : log.endOffset()).value }

  /// Takes from one slice until there is enough. Damage behind sound records waits for the next read.
  private func read(_ log: Log, into taken: inout TakenRecords) throws(LogError) {
    let slice = try log.read(from: Offset(max(0, taken.next)), maxBytes: taken.limit, committed: committed)
    let aborted = committed ? log.aborted(from: slice.baseOffset, upTo: slice.nextOffset) : []
    var batches = slice.batches()
    while !taken.isFull {
      do throws(LogError) {
        guard try batches.next() else { return taken.isThrough(slice.nextOffset) }
        try taken.take(batches.batch, without: aborted)
      } catch {
        if taken.records.isEmpty { throw error }
        return
      }
    }
  }

  private func explain(_ error: LogError, at offset: Int64) -> TransportError {
    let attempted = "read of \(partition.id) at \(offset)"
    switch error {
    case .damaged: return TransportError(.damaged, attempted, "\(error)")
    case .badBatch:
      let next = offsetBehind(offset).map { "seek to \($0) to go on behind it" } ?? "seek past it to go on"
      return TransportError(.damaged, attempted, "\(error); \(next)")
    default: return TransportError(EngineError.log(partition: partition.id, error), attempted)
    }
  }

  /// Where to go on behind the batch at `offset`, whose bytes are as they were written and no records.
  private func offsetBehind(_ offset: Int64) -> Int64? {
    guard let slice = try? partition.log.read(from: Offset(offset), maxBytes: 1) else { return nil }
    var batches = slice.batches()
    return (try? batches.next()) == true ? batches.batch.header.nextOffset : nil
  }
}

/// Records on their way to the application, as many as it asked for.
private struct TakenRecords {
  private(set) var next: Int64
  let limit: Int
  private(set) var records: [ConsumedRecord] = []
  private(set) var isFull = false
  private var bytes = 0

  init(next: Int64, limit: Int) {
    self.next = next
    self.limit = limit
  }

  /// All before `offset` was taken, or was skipped as damaged.
  mutating func isThrough(_ offset: Offset) { next = max(next, offset.value) }

  /// Takes a batch's records, but those of the log itself and of aborted transactions, from ``next`` on, until they
  /// would be more bytes than asked for; one is always taken.
  mutating func take(_ batch: RecordBatch, without aborted: [AbortedTransaction]) throws(LogError) {
    guard batch.header.isVisible(aborted) else { return isThrough(Offset(batch.header.nextOffset)) }
    do throws(BatchFlaw) {
      if records.isEmpty { records.reserveCapacity(Int(batch.header.recordCount)) }
      var cursor = try batch.records()
      while try cursor.next() {
        guard cursor.record.offset.value >= next else { continue }
        let record = ConsumedRecord(cursor.record)
        bytes += record.byteCount
        if bytes > limit, !records.isEmpty {
          isFull = true
          return
        }
        next = record.offset + 1
        records.append(record)
      }
      next = max(next, batch.header.nextOffset)
    } catch { throw .badBatch(error) }
  }
}

extension ConsumedRecord {
  fileprivate init(_ view: RecordView) {
    let copy = view.copied()
    self.init(
      offset: copy.offset.value, timestamp: copy.timestamp.milliseconds, key: copy.key, value: copy.value,
      headers: copy.headers.isEmpty ? [] : copy.headers.map { Header($0.name, $0.value) })
  }

  /// Bytes of key, value, header names and header values (SPEC §8.1).
  fileprivate var byteCount: Int {
    headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }
}
