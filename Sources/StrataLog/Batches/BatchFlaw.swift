/// What makes bytes unfit to be a record batch, and where (SPEC §2.4).
public struct BatchFlaw: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// Fewer bytes than a header, or than the header says.
    case short(needed: Int, present: Int)
    /// A length no batch can have.
    case length(Int32)
    /// Bytes after the end that the header says.
    case trailing(bytes: Int)
    /// Not version 2.
    case magic(Int8)
    /// The bytes are not those that were summed.
    case checksum(stored: UInt32, computed: UInt32)
    /// A record count or last offset delta that no batch can have, or that don't fit each other.
    case count(records: Int32, lastOffsetDelta: Int32)
    /// A base offset that is not the one due at this place.
    case offset(found: Int64, due: Int64)
    /// A codec that no number was given to.
    case unknownCodec(UInt8)
    /// The records can't be packed: there is no memory for it.
    case packing(Codec)
    /// The packed records don't unpack.
    case unpacking(Codec)
    /// The packed records would take more than this many bytes.
    case unpackedTooLarge(limit: Int)
    /// A variable-length integer that does not end in time or in range.
    case varint
    /// A record, key, value, header or header count that reaches past what holds it, or does not fill it.
    case recordLength
    /// A header without a name.
    case headerName
    /// A record whose offset is not inside its batch, or not after the one before it.
    case recordOffset
    /// The index of the segment names a batch that is not there.
    case lyingIndex
    /// A marker of transactions that an application sent.
    case control
    /// A producer's batch has a negative sequence.
    case sequence(Int32)
    /// A batch of more bytes than the format can say.
    case tooLarge(bytes: Int, limit: Int)
  }

  /// What is wrong.
  public var kind: Kind
  /// The byte where it shows: of the batch, or of its unpacked records when the flaw is in those.
  public var position: Int

  /// A flaw at a byte.
  public init(_ kind: Kind, at position: Int) {
    self.kind = kind
    self.position = position
  }
}

extension BatchFlaw: CustomStringConvertible {
  /// What is wrong and where, for people.
  public var description: String { "\(words) (at byte \(position))" }

  private var words: String {
    switch kind {
    case .short(let needed, let present): "a batch of \(needed) bytes has only \(present)"
    case .length(let length): "batch length \(length) is none that a batch can have"
    case .trailing(let bytes): "\(bytes) bytes follow the end of the batch"
    case .magic(let magic): "record format \(magic) is not 2"
    case .checksum(let stored, let computed):
      "the checksum is \(String(stored, radix: 16)) but the bytes sum to \(String(computed, radix: 16))"
    case .count(let records, let delta): "\(records) records can't have a last offset delta of \(delta)"
    case .offset(let found, let due): "base offset \(found) stands where \(due) is due"
    case .unknownCodec(let number): "codec \(number) is unknown"
    case .packing(let codec): "there is no memory to pack records with \(codec)"
    case .unpacking(let codec): "the records don't unpack as \(codec)"
    case .unpackedTooLarge(let limit): "the records unpack to more than the limit of \(limit) bytes"
    case .varint: "a variable-length integer does not end"
    case .recordLength: "a record's parts don't fill its length"
    case .headerName: "a header has no name"
    case .recordOffset: "a record's offset is outside its batch or out of order"
    case .lyingIndex: "the index names a batch that is not there"
    case .control: "a control batch is the log's own to write"
    case .sequence(let sequence): "sequence \(sequence) is none that a producer gives"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes are over the limit of \(limit)"
    }
  }
}
