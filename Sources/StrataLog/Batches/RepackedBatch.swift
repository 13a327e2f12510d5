internal import CStrata

/// A batch with the records of another packed otherwise (SPEC §7.1), in memory of its own. All but the packing is as in
/// that one.
@safe
package struct RepackedBatch: ~Copyable {
  private var memory = OutputMemory(limit: BatchBuilder.limit)
  private let header: BatchHeader

  /// Packs the records of `batch`, which are `records` out of their packing. Throws when there is no memory for it.
  package init(_ batch: RecordBatch, records: Span<UInt8>, _ packing: Packing) throws(BatchFlaw) {
    try memory.append(batch.bytes.extracting(0..<BatchHeader.size))
    try Packer(packing).pack(records, into: &memory)
    var header = batch.header
    header.byteCount = memory.count
    header.attributes = header.attributes.packed(with: packing.codec)
    header.checksum = unsafe Self.write(header, over: memory.buffer)
    self.header = header
  }

  /// The batch.
  package var batch: RecordBatch {
    @_lifetime(borrow self)
    get { RecordBatch(known: header, bytes: memory.span) }
  }

  /// Writes what packing changes over the head of a batch; answers its sum.
  private static func write(_ header: BatchHeader, over batch: UnsafeMutableRawBufferPointer) -> UInt32 {
    // A whole head was written before, so the address is there.
    let base = batch.baseAddress!
    unsafe base.storeBigEndian(Int32(header.byteCount - BatchHeader.lengthBase), at: 8)
    unsafe base.storeBigEndian(header.attributes.bits, at: 21)
    let summed = BatchHeader.summedFrom
    let sum = unsafe strata_crc32c(0, base + summed, header.byteCount - summed)
    unsafe base.storeBigEndian(sum, at: 17)
    return sum
  }
}
