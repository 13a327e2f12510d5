import StrataTransport

/// Makes the records of a batch of changes, all from one state of the database (SPEC §9.4).
struct BatchMaker: Sendable {
  let topics: PublishedTopics
  let publications: [Publication]
  let tables: [CapturedTable]
  private let routes: ChangeRoutes

  init(_ topics: PublishedTopics) {
    self.topics = topics
    publications = topics.publications
    tables = topics.capturedTables
    routes = ChangeRoutes(publications, tables: tables)
  }

  /// Reads at most `limit` changes after `sequence` and the rows they speak of. Nil when there are none.
  func make(
    after sequence: Int64, limit: Int, epoch: Int64, from source: any ChangeSource, in session: any Session
  ) throws -> RelayBatch? {
    let changes = try source.changes(after: sequence, limit: limit, in: session)
    guard let last = changes.last else { return nil }
    let version = Version(epoch: epoch, sequence: try source.head(in: session))
    var batch = RelayBatch(version: version, through: last.sequence, changes: changes.count)
    var headers = EnvelopeHeaders(version)
    let plan = BatchPlan(changes, routes: routes)
    let snapshot = Snapshot(session)
    for item in plan.items { try make(item, snapshot, session, &headers, &batch) }
    var seen: Set<Selection> = []
    for observation in plan.observations {
      for selection in try affected(observation, snapshot, session) where seen.insert(selection).inserted {
        batch.captureAgain.append(selection)
      }
    }
    return batch
  }

  private func affected(
    _ observation: BatchPlan.Observation, _ snapshot: Snapshot, _ session: any Session
  ) throws -> [Selection] {
    let observed = publications[observation.publication].observed[observation.observer]
    do {
      return try observation.rows.flatMap { try observed.affected($0, snapshot) }
    } catch let error as CaptureError where error.code == .schema {
      // Captured before all its columns were kept: the row as it is now must do.
      var now: [ColumnValue]?
      try session.query(observed.shape.selectBy[0], [observation.key]) { now = $0 }
      return try now.map { try observed.affected($0, snapshot) } ?? []
    }
  }

  private func make(
    _ item: BatchPlan.Item, _ snapshot: Snapshot, _ session: any Session, _ headers: inout EnvelopeHeaders,
    _ batch: inout RelayBatch
  ) throws {
    let publication = publications[item.publication]
    var row: [ColumnValue]?
    try session.query(publication.shape.selectBy[0], [item.key]) { row = $0 }
    // A parent that is gone has a change of its own, in this batch or a later one.
    if row == nil, !item.isOwn { return }
    let key = Array("\(publication.model):\(keyText(item.key))".utf8)
    func tombstone(_ event: Envelope.Event, at place: ColumnValue, _ headers: inout EnvelopeHeaders) -> Record {
      Record(
        key: key, value: nil, headers: headers.headers(event, of: publication, numbered: item.publication),
        placement: .byHash(of: Array(keyText(place).utf8)))
    }
    let here = row.map { $0[publication.partitionKey] }
    let former = item.places.filter { $0 != here }
    guard let row, let here else {
      for place in former { batch.add(tombstone(.deleted, at: place, &headers), to: publication.topic, of: item) }
      return
    }
    // Before the row's own record, so that the row is the last word where both places are one partition.
    for place in former { batch.add(tombstone(.moved, at: place, &headers), to: publication.topic, of: item) }
    if let softDelete = publication.softDelete, row[softDelete] != .null {
      batch.add(tombstone(.softDeleted, at: here, &headers), to: publication.topic, of: item)
      return
    }
    do {
      let value = try publication.serialize(row, snapshot)
      let event: Envelope.Event = item.isNew ? .created : .updated
      batch.add(
        Record(
          key: key, value: value, headers: headers.headers(event, of: publication, numbered: item.publication),
          placement: .byHash(of: Array(keyText(here).utf8))), to: publication.topic, of: item)
    } catch {
      try rethrowTransient(error)
      batch.failed.append(UnpublishedRow(publication, key: item.key, reason: "\(error)"))
    }
  }
}

/// Throws errors that say nothing about a row: trying again later is right, setting the row aside is not.
func rethrowTransient(_ error: any Error) throws {
  if error is CancellationError { throw error }
  guard let error = error as? CaptureError else { return }
  switch error.code {
  case .locked, .full, .foreign, .fenced, .damaged, .readOnly, .misuse: throw error
  case .declaration, .schema, .statement, .constraint, .undecodable: return
  }
}

/// A batch to be sent and then recorded.
struct RelayBatch: Sendable {
  let version: Version
  /// The sequence of its last change.
  let through: Int64
  let changes: Int
  private(set) var topics: [String] = []
  private(set) var records: [String: [Record]] = [:]
  /// The row that each record is about, beside ``records``.
  private(set) var rows: [String: [RowName]] = [:]
  var captureAgain: [Selection] = []
  var failed: [UnpublishedRow] = []

  init(version: Version, through: Int64, changes: Int) {
    self.version = version
    self.through = through
    self.changes = changes
  }

  mutating func add(_ record: Record, to topic: String, of item: BatchPlan.Item) {
    if records[topic] == nil { topics.append(topic) }
    records[topic, default: []].append(record)
    rows[topic, default: []].append(RowName(publication: item.publication, key: item.key))
  }
}

/// Which row of which publication.
struct RowName: Hashable, Sendable {
  let publication: Int
  let key: ColumnValue
}

extension UnpublishedRow {
  init(_ publication: Publication, key: ColumnValue, reason: String) {
    self.init(
      topic: publication.topic, model: publication.model, table: publication.shape.name,
      keyColumn: publication.shape.key.name, key: key, reason: reason)
  }
}

/// A row that can't be published as it is. It waits in a table of the source database; a later change of the row, or
/// ``Relay/republishFailed()``, tries it again.
public struct UnpublishedRow: Hashable, Sendable, CustomStringConvertible {
  /// The topic's whole name.
  public let topic: String
  /// The model's name.
  public let model: String
  let table: String
  let keyColumn: String
  /// The row's primary key.
  public let key: ColumnValue
  /// Why it can't be published.
  public let reason: String

  /// `model:key in topic: reason`.
  public var description: String { "\(model):\(keyText(key)) in \(topic): \(reason)" }
}
