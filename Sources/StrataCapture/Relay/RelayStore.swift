/// What a relay keeps in the source database (SPEC §9.3): who holds the lease, how far it has published, which models'
/// history went out, and which rows wait because they can't be published.
///
/// Every write is guarded by the term: a relay whose lease went to another changes nothing.
struct RelayStore: Sendable {
  /// How the store answers who asks for the lease.
  enum Answer: Hashable, Sendable {
    case granted(term: Int64)
    case refused(until: Int64)
  }

  /// How far the source has been published.
  struct Progress: Hashable, Sendable {
    var epoch: Int64
    /// The sequence of the last change dealt with.
    var through: Int64
    /// Whether the log has no keys but those whose deletion was captured.
    var isSwept = true
  }

  /// Makes the tables if they are missing. The database's first epoch is `now`: one that was made anew is newer, to the
  /// replicas that knew its predecessor, than anything that one published.
  func create(now: Int64, in session: any Session) throws(CaptureError) {
    try session.execute(
      """
      CREATE TABLE IF NOT EXISTS strata_relay (
        id INTEGER PRIMARY KEY, holder TEXT NOT NULL, term INTEGER NOT NULL, until INTEGER NOT NULL,
        epoch INTEGER NOT NULL, through INTEGER NOT NULL, swept INTEGER NOT NULL)
      """, [])
    try session.execute(
      """
      CREATE TABLE IF NOT EXISTS strata_published (
        topic TEXT NOT NULL, model TEXT NOT NULL, PRIMARY KEY (topic, model))
      """, [])
    try session.execute(
      """
      CREATE TABLE IF NOT EXISTS strata_unpublished (
        topic TEXT NOT NULL, model TEXT NOT NULL, row TEXT NOT NULL, source TEXT NOT NULL, keycolumn TEXT NOT NULL,
        key, reason TEXT NOT NULL, PRIMARY KEY (topic, model, row))
      """, [])
    try session.execute("INSERT OR IGNORE INTO strata_relay VALUES (1, '', 0, 0, ?1, 0, 1)", [.integer(now)])
  }

  /// Grants a new term to `holder`, unless another holds one that is not over.
  func acquire(holder: String, now: Int64, until: Int64, in session: any Session) throws -> Answer {
    let row = try one("SELECT holder, term, until FROM strata_relay WHERE id = 1", in: session)
    guard case .text(let current) = row[0], case .integer(let term) = row[1], case .integer(let end) = row[2] else {
      throw CaptureError(
        .damaged, "acquire the relay's lease", "table strata_relay holds other kinds than it was made with")
    }
    if current != holder, end > now { return .refused(until: end) }
    try session.execute(
      "UPDATE strata_relay SET holder = ?1, term = ?2, until = ?3 WHERE id = 1",
      [.text(holder), .integer(term + 1), .integer(until)])
    return .granted(term: term + 1)
  }

  func progress(in session: any Session) throws -> Progress {
    let row = try one("SELECT epoch, through, swept FROM strata_relay WHERE id = 1", in: session)
    guard case .integer(let epoch) = row[0], case .integer(let through) = row[1] else {
      throw CaptureError(
        .damaged, "read the relay's progress", "table strata_relay holds other kinds than it was made with")
    }
    return Progress(epoch: epoch, through: through, isSwept: row[2] != .integer(0))
  }

  /// Moves the lease's end. Throws ``CaptureError/Code/fenced`` when the term is over and another began.
  func renew(term: Int64, until: Int64, in session: any Session) throws(CaptureError) {
    try guarded(
      session.execute(
        "UPDATE strata_relay SET until = ?1 WHERE id = 1 AND term = ?2", [.integer(until), .integer(term)]))
  }

  /// Moves the lease's end and the progress. Throws ``CaptureError/Code/fenced`` when the term is over and another
  /// began.
  func record(_ progress: Progress, term: Int64, until: Int64, in session: any Session) throws(CaptureError) {
    try guarded(
      session.execute(
        "UPDATE strata_relay SET until = ?1, epoch = ?2, through = ?3, swept = ?4 WHERE id = 1 AND term = ?5",
        [
          .integer(until), .integer(progress.epoch), .integer(progress.through), .integer(progress.isSwept ? 1 : 0),
          .integer(term),
        ]))
  }

  /// Notes that deletions may have been missed, so that the next start sweeps the log.
  func unsweep(in session: any Session) throws(CaptureError) {
    try session.execute("UPDATE strata_relay SET swept = 0 WHERE id = 1", [])
  }

  /// Gives the lease back, if it is still ours.
  func release(term: Int64, in session: any Session) throws(CaptureError) {
    try session.execute("UPDATE strata_relay SET until = 0 WHERE id = 1 AND term = ?1", [.integer(term)])
  }

  private func guarded(_ changed: Int) throws(CaptureError) {
    guard changed == 1 else {
      throw CaptureError(
        .fenced, "record what was published", "another relay holds the lease now; this one stops sending")
    }
  }

  private func one(_ sql: String, in session: any Session) throws -> [ColumnValue] {
    var found: [ColumnValue]?
    try session.query(sql, []) { found = $0 }
    guard let found else {
      throw CaptureError(.damaged, "read table strata_relay", "its only row is gone; drop the table to start anew")
    }
    return found
  }
}

// MARK: - History and rows that wait

extension RelayStore {
  /// The models whose rows were all captured once, as `topic/model`.
  func publishedModels(in session: any Session) throws -> Set<String> {
    var models: Set<String> = []
    try session.query("SELECT topic || '/' || model FROM strata_published", []) { row in
      if case .text(let name) = row[0] { models.insert(name) }
    }
    return models
  }

  func addPublishedModel(_ publication: Publication, in session: any Session) throws(CaptureError) {
    try session.execute(
      "INSERT OR IGNORE INTO strata_published VALUES (?1, ?2)", [.text(publication.topic), .text(publication.model)])
  }

  func unpublished(in session: any Session) throws -> [UnpublishedRow] {
    var rows: [UnpublishedRow] = []
    try session.query(
      "SELECT topic, model, source, keycolumn, key, reason FROM strata_unpublished ORDER BY 1, 2, row", []
    ) {
      guard case .text(let topic) = $0[0], case .text(let model) = $0[1], case .text(let table) = $0[2],
        case .text(let column) = $0[3], case .text(let reason) = $0[5]
      else { return }
      rows.append(
        UnpublishedRow(topic: topic, model: model, table: table, keyColumn: column, key: $0[4], reason: reason))
    }
    return rows
  }

  func unpublishedCount(in session: any Session) throws -> Int {
    if case .integer(let count) = try one("SELECT count(*) FROM strata_unpublished", in: session)[0] {
      return Int(count)
    }
    return 0
  }

  func addUnpublished(_ row: UnpublishedRow, in session: any Session) throws(CaptureError) {
    try session.execute(
      "INSERT OR REPLACE INTO strata_unpublished VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      [
        .text(row.topic), .text(row.model), .text(keyText(row.key)), .text(row.table), .text(row.keyColumn), row.key,
        .text(row.reason),
      ])
  }

  func removeUnpublished(topic: String, model: String, key: ColumnValue, in session: any Session) throws(CaptureError) {
    try session.execute(
      "DELETE FROM strata_unpublished WHERE topic = ?1 AND model = ?2 AND row = ?3",
      [.text(topic), .text(model), .text(keyText(key))])
  }
}
