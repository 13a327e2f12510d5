/// What is stored of a transactional id, as Kafka stores it in `__transaction_state` (SPEC §7.8.3), key and value of a
/// record.
///
/// ```text
/// key    version:2 = 0   transactional id:text
/// value  version:2 = 1   producer id:8   epoch:2   timeout:4   phase:1   topics   updated at:8   started at:8   tags
///        topics: compact list of (topic:compact text   compact list of partition:4   tags), absent while empty
///        tags: 0 producer id before:8   1 producer id next:8   2 what the client speaks:2
///        version:2 = 0   the same with plain lists and texts, and without tags
/// ```
/// A record without a value says that the id is no more. What is written is of version 1.
package struct TransactionRecord: Hashable, Sendable {
  /// Whose record.
  package var transactionalID: String
  /// What holds; nil if the id is no more.
  package var state: TransactionState?

  /// A record.
  package init(transactionalID: String, state: TransactionState?) {
    self.transactionalID = transactionalID
    self.state = state
  }

  /// Reads a record; nil for one of another kind, and for what does not read as what it says it is.
  package init?(key: [UInt8], value: [UInt8]?) {
    var reader = KafkaReader(key)
    guard reader.number(Int16.self) == 0, let id = reader.text() ?? nil else { return nil }
    transactionalID = id
    guard let value else { return }
    guard let read = TransactionState(value: value) else { return nil }
    state = read
  }

  /// The record's key.
  package var key: [UInt8] {
    var writer = KafkaWriter()
    writer.put(Int16(0))
    writer.put(text: transactionalID)
    return writer.bytes
  }

  /// The record's value.
  package var value: [UInt8]? { state?.value }
}

// MARK: - The value

extension TransactionState {
  /// A topic's part of a transaction.
  private struct Part {
    var topic: String
    var partitions: [Int32]
  }

  fileprivate var value: [UInt8] {
    // Kafka has no list where nothing has begun, and an empty one where all is marked.
    let parts = phase == .empty ? nil : Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
    var writer = KafkaWriter()
    writer.put(Int16(1))
    writer.put(producer.id)
    writer.put(producer.epoch)
    writer.put(timeout)
    writer.put(phase.rawValue)
    writer.put(compact: parts) { writer, part in
      writer.put(compact: part.key)
      writer.put(compact: part.value.map(\.index).sorted()) { $0.put($1) }
      writer.put(tags: [])
    }
    writer.put(updatedAt)
    writer.put(startedAt ?? -1)
    var tags: [(tag: Int, bytes: [UInt8])] = []
    if let previousID { tags.append((0, Self.field(previousID))) }
    if let nextID { tags.append((1, Self.field(nextID))) }
    if version == .v2 { tags.append((2, Self.field(Int16(2)))) }
    writer.put(tags: tags)
    return writer.bytes
  }

  fileprivate init?(value: [UInt8]) {
    var reader = KafkaReader(value)
    guard let version = reader.number(Int16.self), 0...1 ~= version,
      let id = reader.number(Int64.self), id >= 0, let epoch = reader.number(Int16.self), epoch >= 0,
      let timeout = reader.number(Int32.self), let phase = reader.number(Int8.self).flatMap(Phase.init),
      let parts = version == 0 ? Self.plainParts(&reader) : Self.compactParts(&reader),
      let updatedAt = reader.number(Int64.self), let startedAt = reader.number(Int64.self),
      let tags = version == 0 ? [:] : reader.tags()
    else { return nil }
    self.init(producer: ProducerIdentity(id: id, epoch: epoch), timeout: timeout, updatedAt: updatedAt)
    self.phase = phase
    self.startedAt = startedAt < 0 ? nil : startedAt
    // Kafka reads none where nothing has begun.
    for part in parts where phase != .empty {
      partitions.formUnion(part.partitions.map { PartitionID(part.topic, $0) })
    }
    previousID = Self.id(tags[0])
    nextID = Self.id(tags[1])
    if let field = tags[2] {
      var reader = KafkaReader(field)
      self.version = (reader.number(Int16.self) ?? 0) < 2 ? .v1 : .v2
    }
  }

  private static func plainParts(_ reader: inout KafkaReader) -> [Part]? {
    // The absent list has the length −1.
    var ahead = reader
    if ahead.number(Int32.self) == -1 {
      reader = ahead
      return []
    }
    return reader.all(of: 6) { reader in
      guard let topic = reader.text() ?? nil, let partitions = reader.all(of: 4, { $0.number(Int32.self) }) else {
        return nil
      }
      return Part(topic: topic, partitions: partitions)
    }
  }

  private static func compactParts(_ reader: inout KafkaReader) -> [Part]? {
    let parts = reader.compact(of: 3) { reader -> Part? in
      guard let topic = reader.compactText(), let partitions = reader.compact(of: 4, { $0.number(Int32.self) }) ?? nil,
        reader.tags() != nil
      else { return nil }
      return Part(topic: topic, partitions: partitions)
    }
    guard let parts else { return nil }
    return parts ?? []
  }

  private static func field(_ value: some FixedWidthInteger) -> [UInt8] {
    var writer = KafkaWriter()
    writer.put(value)
    return writer.bytes
  }

  /// A producer id in a tagged field; −1 is none.
  private static func id(_ field: [UInt8]?) -> Int64? {
    guard let field else { return nil }
    var reader = KafkaReader(field)
    return reader.number(Int64.self).flatMap { $0 < 0 ? nil : $0 }
  }
}
