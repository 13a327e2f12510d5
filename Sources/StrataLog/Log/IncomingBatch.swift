internal import CStrata
import Synchronization

/// What a log goes by when it takes a batch, and what it decides of it (SPEC §2.1): its epoch and, where it comes to
/// lie, its offset, which are not summed, and its time when the log's setting says so, which is.
struct IncomingBatch {
  let byteCount: Int
  let recordCount: Int32
  private let leaderEpoch: Int32
  private(set) var maxTimestamp: Timestamp
  private var attributes: BatchAttributes

  /// A batch with this head.
  init(_ header: BatchHeader, leaderEpoch: Int32) {
    byteCount = header.byteCount
    recordCount = header.recordCount
    self.leaderEpoch = leaderEpoch
    maxTimestamp = header.maxTimestamp
    attributes = header.attributes
  }

  /// Its records get this time instead of their sender's.
  mutating func stamp(_ time: Timestamp) {
    maxTimestamp = time
    attributes = BatchAttributes(bits: attributes.bits | BatchAttributes.appendTime)
  }

  /// Writes what the log decided over the head of the batch, at `head`; `records` are the bytes after it.
  @inline(__always)
  func write(into head: UnsafeMutableRawPointer, records: Span<UInt8>, baseOffset: Int64) {
    // The caller has a whole head at the pointer.
    unsafe head.storeBigEndian(leaderEpoch, at: 12)
    if attributes.hasAppendTime { unsafe writeTime(into: head, records: records) }
    // The offset comes last: until then nothing is there. No compiler may move it up.
    atomicMemoryFence(ordering: .releasing)
    unsafe head.storeBigEndian(baseOffset, at: 0)
  }

  @inline(never)
  private func writeTime(into head: UnsafeMutableRawPointer, records: Span<UInt8>) {
    unsafe head.storeBigEndian(attributes.bits, at: 21)
    unsafe head.storeBigEndian(maxTimestamp.milliseconds, at: 35)
    let summed = BatchHeader.summedFrom
    let sum = unsafe strata_crc32c(0, head + summed, BatchHeader.size - summed)
    let whole = unsafe records.withUnsafeBytes { unsafe strata_crc32c(sum, $0.baseAddress, $0.count) }
    unsafe head.storeBigEndian(whole, at: 17)
  }
}

extension StorageFile {
  /// Writes a batch to `position`, with what the log decided of it. The head comes last: without it nothing is there.
  func write(
    _ batch: Span<UInt8>, _ incoming: IncomingBatch, baseOffset: Int64, at position: Int
  ) throws(StorageFailure) {
    let records = batch.extracting(droppingFirst: BatchHeader.size)
    var head = [UInt8](copying: batch.extracting(0..<BatchHeader.size))
    unsafe head.withUnsafeMutableBytes { head in
      guard let head = head.baseAddress else { return }
      unsafe incoming.write(into: head, records: records, baseOffset: baseOffset)
    }
    try write(records, at: position + BatchHeader.size)
    try write(head.span, at: position)
  }
}
