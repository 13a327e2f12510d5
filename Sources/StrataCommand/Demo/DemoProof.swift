import StrataCapture
import StrataCaptureSQLite

/// What the two databases and the log say when the work is over (SPEC §10.4): is the replica equal, are the delays the
/// source's, is there one effect a cancelled flight.
struct DemoProof {
  var verification: Verification
  var kept: [Delays]
  var counted: [Delays]
  var changes: Int64
  var effects: Int64
  var effectsExpected: Int64

  /// Reads both databases of a demo that is not running.
  init(_ directory: DemoDirectory) throws {
    let airline = try SQLiteDatabase(directory.airline)
    let replica = try SQLiteDatabase(directory.board)
    verification = try verify(airlinePublishes, in: airline, against: board(), in: replica)
    (counted, changes, effectsExpected) = try airline.read { session in
      let canceled = "SELECT count(*) FROM flights WHERE canceledAt IS NOT NULL"
      return (try Delays.counted(in: session), try airline.head(in: session), try Self.number(session, canceled))
    }
    (kept, effects) = try replica.read { session in
      (try Delays.kept(in: session), try Self.number(session, "SELECT count(*) FROM strata_effects"))
    }
  }

  /// In words, the first thing of each kind that is not as it should be; empty if all is.
  var differences: [String] {
    var differences: [String] = []
    if let difference = verification.difference { differences.append("the replica differs: \(difference)") }
    if kept != counted {
      let pairs = Dictionary(kept.map { ($0.carrier, $0) }) { first, _ in first }
      let first = counted.first { pairs[$0.carrier] != $0 } ?? kept.first { !counted.contains($0) }
      differences.append("the delays differ, first at \(first?.carrier ?? "the end"): kept \(kept), counted \(counted)")
    }
    if effects != effectsExpected {
      differences.append("\(effects) notices were enqueued, \(effectsExpected) flights are cancelled")
    }
    return differences
  }

  /// How many flights were compared.
  var rows: Int { verification.rows }

  var isEqual: Bool { differences.isEmpty }

  /// Sixteen hexadecimal digits.
  var digest: String {
    let digits = String(verification.digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  private static func number(_ session: any Session, _ sql: String) throws -> Int64 {
    var number: Int64 = 0
    try session.query(sql, []) { columns in
      if case .integer(let found) = columns[0] { number = found }
    }
    return number
  }
}

extension DemoResult {
  /// Proves what the directory holds and puts it together with what was measured.
  init(_ settings: DemoSettings, _ measures: DemoMeasures, seconds: Double, kills: Int) async throws {
    let proof = try DemoProof(settings.directory)
    let carrier = try settings.openCarrier()
    published = try await DemoWork.end(of: carrier.transport)
    try await carrier.close()
    applied = try DemoWork.applied(in: try SQLiteDatabase(settings.directory.board))
    equal = proof.isEqual
    digest = proof.digest
    rows = proof.rows
    differences = proof.differences
    changes = proof.changes
    effects = proof.effects
    effectsExpected = proof.effectsExpected
    self.seconds = seconds
    visible50 = measures.visible50
    visible99 = measures.visible99
    idle50 = measures.idle50
    idle99 = measures.idle99
    residentBytes = max(measures.residentBytes ?? 0, Memory.peakResident() ?? 0)
    self.kills = kills
  }
}
