/// The end of a producer's transaction in one log: the record of a control batch (SPEC §2.6).
///
///      0       2       4              0       2               6
///     ┌───────┬───────┐              ┌───────┬───────────────┐
///     │   0   │ kind  │  the key     │   0   │  coordinator  │  the value
///     └───────┴───────┘              └───────┴───────────────┘
public struct TransactionMarker: Hashable, Sendable {
  /// How it ends.
  public enum Kind: Int16, Hashable, Sendable {
    /// Nothing of it is to be seen.
    case abort = 0
    /// All of it is.
    case commit = 1
  }

  /// Whose transaction.
  public var producerID: Int64
  /// Which incarnation may write from now on; a higher one than the transaction's fences who wrote that.
  public var producerEpoch: Int16
  /// How it ends.
  public var kind: Kind
  /// Of the coordinator that ends it: an older one is refused.
  public var coordinatorEpoch: Int32

  /// A marker.
  public init(producerID: Int64, producerEpoch: Int16, kind: Kind, coordinatorEpoch: Int32 = 0) {
    self.producerID = producerID
    self.producerEpoch = producerEpoch
    self.kind = kind
    self.coordinatorEpoch = coordinatorEpoch
  }

  /// The marker that a control batch holds; nil if it holds another kind of control record.
  package init?(_ batch: RecordBatch) {
    guard batch.header.attributes.isControl, let producer = batch.header.producer, var records = try? batch.records(),
      (try? records.next()) == true
    else { return nil }
    let record = records.record
    guard let key = record.key, key.count >= 4, let kind = Kind(rawValue: key.bigEndian(at: 2)) else { return nil }
    var coordinatorEpoch: Int32 = -1
    if let value = record.value, value.count >= 6 { coordinatorEpoch = value.bigEndian(at: 2) }
    self.init(
      producerID: producer.id, producerEpoch: producer.epoch, kind: kind, coordinatorEpoch: coordinatorEpoch)
  }

  /// A batch that holds it.
  func batch(at time: Timestamp) throws(LogError) -> BatchBuilder {
    var key: [UInt8] = []
    key.appendBigEndian(Int16(0))
    key.appendBigEndian(kind.rawValue)
    var value: [UInt8] = []
    value.appendBigEndian(Int16(0))
    value.appendBigEndian(coordinatorEpoch)
    var builder = try BatchBuilder()
    builder.producer = BatchProducer(id: producerID, epoch: producerEpoch, sequence: -1)
    builder.isTransactional = true
    builder.isControl = true
    try builder.add(key: key, value: value, timestamp: time)
    return builder
  }
}
