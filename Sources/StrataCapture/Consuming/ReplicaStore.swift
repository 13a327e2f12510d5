/// What a consumer keeps in the replica's database beside the rows (SPEC §9.5, §9.6): the offset it goes on at, the
/// newest version of each key, deleted ones too, records that can't be applied, and effects to be carried out.
struct ReplicaStore: Sendable {
  /// The consumer's name; several consumers may share a database.
  let consumer: String

  func create(in session: any Session) throws(CaptureError) {
    for statement in [
      """
      CREATE TABLE IF NOT EXISTS strata_streams (
        id INTEGER PRIMARY KEY, consumer TEXT NOT NULL, topic TEXT NOT NULL, identity TEXT, UNIQUE (consumer, topic))
      """,
      """
      CREATE TABLE IF NOT EXISTS strata_offsets (
        stream INTEGER NOT NULL, "partition" INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (stream, "partition"))
        WITHOUT ROWID
      """,
      """
      CREATE TABLE IF NOT EXISTS strata_versions (
        stream INTEGER NOT NULL, key TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL,
        state INTEGER NOT NULL, PRIMARY KEY (stream, key)) WITHOUT ROWID
      """,
      """
      CREATE TABLE IF NOT EXISTS strata_parked (
        stream INTEGER NOT NULL, "partition" INTEGER NOT NULL, position INTEGER NOT NULL, key BLOB, value BLOB,
        headers BLOB NOT NULL, time INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (stream, "partition", position))
      """,
      "CREATE INDEX IF NOT EXISTS strata_parked_key ON strata_parked (stream, key)",
      """
      CREATE TABLE IF NOT EXISTS strata_effects (
        id INTEGER PRIMARY KEY AUTOINCREMENT, consumer TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL)
      """,
    ] { try session.execute(statement, []) }
  }

  /// The number that stands for this consumer's reading of a topic.
  func stream(_ topic: String, in session: any Session) throws -> Int64 {
    try session.execute(
      "INSERT OR IGNORE INTO strata_streams (consumer, topic) VALUES (?1, ?2)", [.text(consumer), .text(topic)])
    var found: Int64?
    try session.query(
      "SELECT id FROM strata_streams WHERE consumer = ?1 AND topic = ?2", [.text(consumer), .text(topic)]
    ) {
      if case .integer(let id) = $0[0] { found = id }
    }
    guard let found else {
      throw CaptureError(.damaged, "read table strata_streams", "a row just written is not there")
    }
    return found
  }

  /// Takes notice of which topic of its name is read: the offsets of one that was deleted say nothing about the next,
  /// so they are forgotten, and reading begins anew. What the replica knows of each key stays.
  func identify(_ stream: Int64, as identity: String, in session: any Session) throws(CaptureError) {
    let values: [ColumnValue] = [.integer(stream), .text(identity)]
    try session.execute(
      """
      DELETE FROM strata_offsets
        WHERE stream = (SELECT id FROM strata_streams WHERE id = ?1 AND identity IS NOT NULL AND identity <> ?2)
      """, values)
    try session.execute("UPDATE strata_streams SET identity = ?2 WHERE id = ?1", values)
  }

  /// The offset to go on at; nil when nothing of the partition was applied yet.
  func next(_ stream: Int64, _ partition: Int32, in session: any Session) throws -> Int64? {
    var next: Int64?
    try session.query(
      "SELECT next FROM strata_offsets WHERE stream = ?1 AND \"partition\" = ?2",
      [.integer(stream), .integer(Int64(partition))]
    ) { if case .integer(let offset) = $0[0] { next = offset } }
    return next
  }

  func setNext(_ next: Int64, _ stream: Int64, _ partition: Int32, in session: any Session) throws(CaptureError) {
    try session.execute(
      "INSERT OR REPLACE INTO strata_offsets VALUES (?1, ?2, ?3)",
      [.integer(stream), .integer(Int64(partition)), .integer(next)])
  }

  /// What is known of a key.
  func standing(_ stream: Int64, _ key: String, in session: any Session) throws -> Standing? {
    var standing: Standing?
    try session.query(
      "SELECT epoch, sequence, state FROM strata_versions WHERE stream = ?1 AND key = ?2",
      [.integer(stream), .text(key)]
    ) {
      guard case .integer(let epoch) = $0[0], case .integer(let sequence) = $0[1], case .integer(let number) = $0[2],
        let state = Standing.State(rawValue: number)
      else {
        throw CaptureError(.damaged, "read the version of \(key)", "table strata_versions holds what was never written")
      }
      standing = Standing(version: Version(epoch: epoch, sequence: sequence), state: state)
    }
    return standing
  }

  func setStanding(_ standing: Standing, _ stream: Int64, _ key: String, in session: any Session) throws(CaptureError) {
    try session.execute(
      "INSERT OR REPLACE INTO strata_versions VALUES (?1, ?2, ?3, ?4, ?5)",
      [
        .integer(stream), .text(key), .integer(standing.version.epoch), .integer(standing.version.sequence),
        .integer(standing.state.rawValue),
      ])
  }
}

// MARK: - Effects

extension ReplicaStore {
  func addEffect(named name: String, body: [UInt8], in session: any Session) throws(CaptureError) {
    try session.execute(
      "INSERT INTO strata_effects (consumer, name, body) VALUES (?1, ?2, ?3)",
      [.text(consumer), .text(name), .blob(body)])
  }

  /// The oldest effects of a name, oldest first.
  func effects(named name: String, limit: Int, in session: any Session) throws -> [(id: Int64, body: [UInt8])] {
    var effects: [(Int64, [UInt8])] = []
    try session.query(
      "SELECT id, body FROM strata_effects WHERE consumer = ?1 AND name = ?2 ORDER BY id LIMIT ?3",
      [.text(consumer), .text(name), .integer(Int64(limit))]
    ) { if case .integer(let id) = $0[0], case .blob(let body) = $0[1] { effects.append((id, body)) } }
    return effects
  }

  func effectCount(in session: any Session) throws -> Int {
    var count = 0
    try session.query("SELECT count(*) FROM strata_effects WHERE consumer = ?1", [.text(consumer)]) {
      if case .integer(let number) = $0[0] { count = Int(number) }
    }
    return count
  }

  func removeEffect(_ id: Int64, in session: any Session) throws(CaptureError) {
    try session.execute("DELETE FROM strata_effects WHERE id = ?1 AND consumer = ?2", [.integer(id), .text(consumer)])
  }
}
