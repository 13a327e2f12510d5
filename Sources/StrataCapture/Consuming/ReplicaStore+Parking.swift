import FoundationEssentials
public import StrataTransport

/// A record that can't be applied, or that waits behind one of its key (SPEC §9.7).
public struct ParkedRecord: Hashable, Sendable, CustomStringConvertible {
  /// Where it lies in the log.
  public let partition: TopicPartition
  /// The record as it was read.
  public let record: ConsumedRecord
  /// Why it can't be applied; that it waits, for those behind.
  public let reason: String

  /// `topic-partition at offset, key: reason`.
  public var description: String {
    "\(partition) at \(record.offset), \(record.key.map { String(decoding: $0, as: UTF8.self) } ?? "no key"): \(reason)"
  }
}

/// A header as it is kept with a parked record.
private struct KeptHeader: Codable {
  var name: String
  var value: [UInt8]?
}

extension ReplicaStore {
  func park(
    _ record: ConsumedRecord, _ stream: Int64, _ partition: Int32, reason: String, in session: any Session
  ) throws {
    let headers = try JSONEncoder().encode(record.headers.map { KeptHeader(name: $0.name, value: $0.value) })
    try session.execute(
      "INSERT OR REPLACE INTO strata_parked VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      [
        .integer(stream), .integer(Int64(partition)), .integer(record.offset), record.key.map { .blob($0) } ?? .null,
        record.value.map { .blob($0) } ?? .null, .blob([UInt8](headers)), .integer(record.timestamp), .text(reason),
      ])
  }

  func unpark(_ stream: Int64, _ partition: Int32, _ offset: Int64, in session: any Session) throws(CaptureError) {
    try session.execute(
      "DELETE FROM strata_parked WHERE stream = ?1 AND \"partition\" = ?2 AND position = ?3",
      [.integer(stream), .integer(Int64(partition)), .integer(offset)])
  }

  /// The keys that records wait for.
  func parkedKeys(_ stream: Int64, in session: any Session) throws -> Set<[UInt8]> {
    var keys: Set<[UInt8]> = []
    try session.query(
      "SELECT DISTINCT key FROM strata_parked WHERE stream = ?1 AND key IS NOT NULL", [.integer(stream)]
    ) {
      if case .blob(let key) = $0[0] { keys.insert(key) }
    }
    return keys
  }

  func parkedCount(in session: any Session) throws -> Int {
    var count = 0
    try session.query(
      "SELECT count(*) FROM strata_parked p JOIN strata_streams s ON s.id = p.stream WHERE s.consumer = ?1",
      [.text(consumer)]
    ) { if case .integer(let number) = $0[0] { count = Int(number) } }
    return count
  }

  /// The oldest parked records after a place, in the log's order.
  func parked(
    _ stream: Int64, topic: String, after place: (partition: Int32, offset: Int64), limit: Int, in session: any Session
  ) throws -> [ParkedRecord] {
    var records: [ParkedRecord] = []
    let decoder = JSONDecoder()
    try session.query(
      """
      SELECT "partition", position, key, value, headers, time, reason FROM strata_parked
      WHERE stream = ?1 AND ("partition", position) > (?2, ?3) ORDER BY "partition", position LIMIT ?4
      """, [.integer(stream), .integer(Int64(place.partition)), .integer(place.offset), .integer(Int64(limit))]
    ) {
      guard case .integer(let partition) = $0[0], case .integer(let offset) = $0[1], case .blob(let headers) = $0[4],
        case .integer(let time) = $0[5], case .text(let reason) = $0[6], let partition = Int32(exactly: partition)
      else { throw CaptureError(.damaged, "read a parked record", "table strata_parked holds what was never written") }
      let kept = try decoder.decode([KeptHeader].self, from: Data(headers))
      let record = ConsumedRecord(
        offset: offset, timestamp: time, key: [UInt8]?($0[2]) ?? nil, value: [UInt8]?($0[3]) ?? nil,
        headers: kept.map { Header($0.name, $0.value) })
      records.append(ParkedRecord(partition: TopicPartition(topic, partition), record: record, reason: reason))
    }
    return records
  }
}
