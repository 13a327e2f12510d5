import StrataEngine
import StrataLog
import StrataWire

/// Why a batch is not stored, as a producer is told.
struct ProduceRefusal: Error {
  var code: ErrorCode
  /// Where the log begins, when the refusal is the log's.
  var logStartOffset: Int64
  /// The records to blame.
  var records: [ProduceResponse.RecordError] = []
  var message: String?

  init(_ code: ErrorCode, logStartOffset: Int64 = -1) {
    self.code = code
    self.logStartOffset = logStartOffset
  }

  /// Of the records to blame so many are named.
  private static let mostNamed = 100

  /// What the engine refuses, of a log that begins at an offset, which Kafka doesn't tell with what is too large.
  init(_ error: EngineError, logStartOffset: Int64) {
    self.init(error.code, logStartOffset: error.code == .messageTooLarge ? -1 : logStartOffset)
    guard case .refusedRecords(_, let refusal, let places) = error else { return }
    message = "\(places.count) records were refused, and nothing was stored: \(refusal)"
    records = places.prefix(Self.mostNamed).map {
      .init(batchIndex: $0, batchIndexErrorMessage: refusal.description)
    }
  }
}

/// What Kafka demands of the records of one partition in a produce request (SPEC §12.2), in its order.
struct ProduceCheck {
  let log: Log
  /// Of the request.
  let version: Int16

  /// The one batch that the bytes are.
  @_lifetime(copy bytes)
  func batch(in bytes: Span<UInt8>) throws(ProduceRefusal) -> RecordBatch {
    let own = bytes.extracting(first: try onlyBatch(in: bytes))
    let start = log.startOffset.value
    let limit = log.settings.maxBatchBytes
    guard own.count <= limit else { throw ProduceRefusal(.messageTooLarge) }
    let batch: RecordBatch
    do throws(BatchFlaw) {
      batch = try RecordBatch(checking: own)
    } catch { throw ProduceRefusal(error.code, logStartOffset: error.code == .invalidRecord ? start : -1) }
    try checkHead(batch.header, start)
    try checkRecords(batch, start)
    return batch
  }
}

extension ProduceCheck {
  /// Kafka looks at the first 17 bytes to tell whether there is a batch.
  private static let toMagic = 17

  /// The length of the first batch, which must be of version 2 and the only one. What follows it and is no batch is
  /// cut off.
  private func onlyBatch(in bytes: Span<UInt8>) throws(ProduceRefusal) -> Int {
    guard let first = try batchLength(bytes, at: 0) else { throw ProduceRefusal(.invalidRecord) }
    let magic = Int8(bitPattern: bytes[16])
    guard magic == 2 else { throw ProduceRefusal(.invalidRecord) }
    guard try batchLength(bytes, at: first) == nil else { throw ProduceRefusal(.invalidRecord) }
    guard version >= 7 || bytes.count < BatchHeader.size || bytes[22] & 7 != Codec.zstd.rawValue else {
      throw ProduceRefusal(.unsupportedCompressionType)
    }
    return first
  }

  /// How long the batch at a byte is, or nil if there is no whole one.
  private func batchLength(_ bytes: Span<UInt8>, at start: Int) throws(ProduceRefusal) -> Int? {
    guard bytes.count - start >= Self.toMagic else { return nil }
    var length: UInt32 = 0
    for n in 8..<12 { length = length << 8 | UInt32(bytes[start + n]) }
    let size = Int(Int32(bitPattern: length))
    // Fourteen bytes are the least that any version's batch has behind its length.
    guard size >= 14, (0...2).contains(Int8(bitPattern: bytes[start + 16])) else {
      var refusal = ProduceRefusal(.corruptMessage)
      refusal.message = "A batch of length \(size) and magic \(bytes[start + 16]) is none."
      throw refusal
    }
    return size + 12 <= bytes.count - start ? size + 12 : nil
  }

  /// What a client may say in a header.
  private func checkHead(_ header: BatchHeader, _ start: Int64) throws(ProduceRefusal) {
    guard header.baseOffset == 0, header.recordCount > 0, header.lastOffsetDelta == header.recordCount - 1,
      !header.attributes.isControl, header.producer.map({ $0.sequence >= 0 }) ?? true
    else { throw ProduceRefusal(.invalidRecord, logStartOffset: start) }
    guard !header.attributes.isTransactional else { throw ProduceRefusal(.invalidTxnState, logStartOffset: start) }
  }

  /// Goes over the records, for the checksum does not show what a sender got wrong.
  private func checkRecords(_ batch: RecordBatch, _ start: Int64) throws(ProduceRefusal) {
    do throws(BatchFlaw) {
      try batch.checkRecords()
    } catch { throw ProduceRefusal(Self.code(error), logStartOffset: start) }
  }

  /// What Kafka says of records that can't be read: of packed ones that don't unpack it only knows that it failed.
  private static func code(_ flaw: BatchFlaw) -> ErrorCode {
    switch flaw.kind {
    case .unpacking, .unknownCodec: .unknownServerError
    default: .invalidRecord
    }
  }
}
