/// Goes over the batches that lie one after the other in a segment's bytes (SPEC §4.1), header by header.
struct BatchWalk: ~Escapable {
  let bytes: Span<UInt8>
  /// Where the next batch begins.
  private(set) var position: Int
  /// The base offset due there: a batch begins where the last one ended.
  private(set) var due: Int64
  /// The offset due behind the bytes, if it is known: no batch reaches past it.
  private let end: Int64

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, from position: Int, due: Int64, end: Int64 = .max) {
    self.bytes = bytes
    self.position = position
    self.due = due
    self.end = end
  }

  /// The next batch's header, without going past it; nil at the end of the bytes.
  func peek() throws(BatchFlaw) -> BatchHeader? {
    guard position < bytes.count else { return nil }
    let header = try BatchHeader(reading: bytes, at: position)
    guard header.byteCount <= bytes.count - position else {
      throw BatchFlaw(.short(needed: header.byteCount, present: bytes.count - position), at: 8)
    }
    guard header.baseOffset == due else {
      throw BatchFlaw(.offset(found: header.baseOffset, due: due), at: 0)
    }
    guard header.nextOffset <= end else {
      throw BatchFlaw(.offset(found: header.nextOffset, due: end), at: 23)
    }
    return header
  }

  /// Goes on at another place.
  @_lifetime(self: copy self)
  mutating func jump(to position: Int, due: Int64) {
    self.position = position
    self.due = due
  }

  /// Goes past the batch that ``peek()`` showed.
  @_lifetime(self: copy self)
  mutating func skip(_ header: BatchHeader) {
    position += header.byteCount
    due = header.nextOffset
  }

  /// The next batch's header after its checksum was found right; nil at the end of the bytes. A flaw leaves the walk
  /// where it is.
  @_lifetime(self: copy self)
  mutating func nextChecked() throws(BatchFlaw) -> BatchHeader? {
    guard let header = try peek() else { return nil }
    let computed = RecordBatch.checksum(of: bytes.extracting(position..<position + header.byteCount))
    guard computed == header.checksum else {
      throw BatchFlaw(.checksum(stored: header.checksum, computed: computed), at: 17)
    }
    skip(header)
    return header
  }
}
