internal import CStrata

/// A view of one record batch whose length, version, counts and checksum were checked (SPEC §2.4). Its records are
/// read, and unpacked when they are packed, by ``records(unpackedLimit:)``.
public struct RecordBatch: ~Escapable {
  /// What packed records may unpack to unless the caller says otherwise: 128 MiB.
  public static let defaultUnpackedLimit = 128 << 20

  /// The whole batch.
  public let bytes: Span<UInt8>
  /// Its head, as values.
  public let header: BatchHeader

  /// Checks that `bytes` are one whole batch.
  @_lifetime(copy bytes)
  public init(checking bytes: Span<UInt8>) throws(BatchFlaw) {
    let header = try BatchHeader(reading: bytes)
    guard header.byteCount <= bytes.count else {
      throw BatchFlaw(.short(needed: header.byteCount, present: bytes.count), at: 8)
    }
    guard header.byteCount == bytes.count else {
      throw BatchFlaw(.trailing(bytes: bytes.count - header.byteCount), at: header.byteCount)
    }
    let computed = Self.checksum(of: bytes)
    guard computed == header.checksum else {
      throw BatchFlaw(.checksum(stored: header.checksum, computed: computed), at: 17)
    }
    self.bytes = bytes
    self.header = header
  }

  /// A view of bytes that were checked, or made, just before.
  @_lifetime(copy bytes)
  init(known header: BatchHeader, bytes: Span<UInt8>) {
    self.bytes = bytes
    self.header = header
  }

  /// The CRC-32C of what a batch's checksum covers; the batch has a whole header.
  package static func checksum(of batch: Span<UInt8>) -> UInt32 {
    unsafe batch.withUnsafeBytes { bytes in
      unsafe strata_crc32c(
        0, bytes.baseAddress.map { unsafe $0 + BatchHeader.summedFrom }, bytes.count - BatchHeader.summedFrom)
    }
  }

  /// Reads the records one after the other. Packed records are unpacked into memory of the cursor's own, at most
  /// `unpackedLimit` bytes.
  @_lifetime(copy self)
  public func records(unpackedLimit: Int = Self.defaultUnpackedLimit) throws(BatchFlaw) -> RecordCursor {
    try RecordCursor(of: self, unpackedLimit: unpackedLimit)
  }

  /// Calls `body` for each record, in order; ends early with what it throws.
  public func forEachRecord(
    unpackedLimit: Int = Self.defaultUnpackedLimit, _ body: (RecordView) throws -> Void
  ) throws {
    var cursor = try records(unpackedLimit: unpackedLimit)
    while try cursor.next() { try body(cursor.record) }
  }

  /// Reads every record and drops it: a flaw that the checksum can't show, as a varint that overruns, shows here.
  public func checkRecords(unpackedLimit: Int = Self.defaultUnpackedLimit) throws(BatchFlaw) {
    var cursor = try records(unpackedLimit: unpackedLimit)
    while try cursor.next() {}
  }
}
