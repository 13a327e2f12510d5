/// The records field of Produce and Fetch (SPEC §11.4): batches that are never copied through the codec.
package enum RecordBytes: Hashable, Sendable {
  /// No records field at all; Kafka never answers a fetch with it.
  case null
  /// Their place in the frame that was read. Written, it is a ``splice(_:)`` of that many bytes.
  case frame(Range<Int>)
  /// Bytes to be copied into the message.
  case bytes([UInt8])
  /// That many bytes follow from elsewhere: ``WireWriter/splices`` says where they go.
  case splice(Int)

  /// How many bytes of records there are; null has none.
  package var count: Int {
    switch self {
    case .null: 0
    case .frame(let range): range.count
    case .bytes(let bytes): bytes.count
    case .splice(let count): count
    }
  }
}
