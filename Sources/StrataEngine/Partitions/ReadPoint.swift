import StrataLog

/// Where somebody who reads a partition stands.
struct ReadPoint {
  let partition: Partition
  /// Whether it reads only what is committed.
  private let committed: Bool
  private(set) var next: Offset

  /// At `offset`, or at the first record that is kept.
  init(_ partition: Partition, at offset: Offset?, committed: Bool) {
    self.partition = partition
    self.committed = committed
    // A log that can't be opened says so when it is read.
    next = offset ?? (try? partition.log)?.startOffset ?? Offset(0)
  }

  /// What there is from here on; empty at the end.
  func slice(maxBytes: Int = 1 << 20) throws(EngineError) -> LogSlice {
    let log = try partition.log
    do throws(LogError) { return try log.read(from: next, maxBytes: maxBytes, committed: committed) } catch {
      throw named(error)
    }
  }

  /// Shows a slice's records to `body` and stands behind the last that it was shown. `isOver` is asked behind each
  /// batch, and ends it.
  mutating func show(_ slice: LogSlice, isOver: () -> Bool, to body: (RecordView) throws -> Void) throws {
    let aborted = try aborted(in: slice)
    var batches = slice.batches()
    while true {
      do throws(LogError) { guard try batches.next() else { break } } catch { throw named(error) }
      try show(batches.batch, aborted, to: body)
      if isOver() { return }
    }
    // Damage that is skipped lies behind the last batch.
    next = max(next, slice.nextOffset)
  }

  /// The transactions whose records in a slice are none.
  private func aborted(in slice: LogSlice) throws(EngineError) -> [AbortedTransaction] {
    committed ? try partition.log.aborted(from: slice.baseOffset, upTo: slice.nextOffset) : []
  }

  private mutating func show(
    _ batch: RecordBatch, _ aborted: [AbortedTransaction], to body: (RecordView) throws -> Void
  ) throws {
    guard batch.header.isVisible(aborted) else { return next = max(next, Offset(batch.header.nextOffset)) }
    var records: RecordCursor
    do throws(BatchFlaw) { records = try batch.records() } catch { throw named(.badBatch(error)) }
    while true {
      do throws(BatchFlaw) { guard try records.next() else { break } } catch { throw named(.badBatch(error)) }
      let offset = records.record.offset
      guard offset >= next else { continue }
      next = offset + 1
      try body(records.record)
    }
    next = max(next, Offset(batch.header.nextOffset))
  }

  /// Adds a slice's records, in memory of their own, until there are `most`, and stands behind them.
  mutating func take(_ slice: LogSlice, into records: inout [CopiedRecord], upTo most: Int = .max) throws(EngineError) {
    let aborted = try aborted(in: slice)
    var batches = slice.batches()
    do throws(LogError) {
      while records.count < most, try batches.next() {
        guard batches.batch.header.isVisible(aborted) else { continue }
        do throws(BatchFlaw) {
          var cursor = try batches.batch.records()
          while records.count < most, try cursor.next() {
            guard cursor.record.offset >= next else { continue }
            next = cursor.record.offset + 1
            records.append(cursor.record.copied())
          }
        } catch { throw .badBatch(error) }
      }
    } catch { throw named(error) }
    if records.count < most { next = max(next, slice.nextOffset) }
  }

  private func named(_ error: LogError) -> EngineError { .log(partition: partition.id, error) }
}
