/// What the demo came to (SPEC §10.4).
struct DemoResult: Hashable, Sendable {
  /// The replica is proven equal, the delays are the source's, and there are as many effects as expected.
  var equal: Bool
  /// Of the replica's mapped columns: the same for every run over the same data.
  var digest: String
  var rows: Int
  /// Why it is not equal; empty if it is.
  var differences: [String] = []
  var changes: Int64
  var published: Int64
  var applied: Int64
  var effects: Int64
  var effectsExpected: Int64
  var seconds: Double
  var visible50: Double?
  var visible99: Double?
  var idle50: Double?
  var idle99: Double?
  var residentBytes: Int?
  var kills = 0
  var brokerKills = 0

  /// One object on one line.
  var json: JSON {
    .object([
      .init("equal", .bool(equal)),
      .init("digest", .string(digest)),
      .init("rows", .integer(Int64(rows))),
      .init("changes", .integer(changes)),
      .init("published", .integer(published)),
      .init("applied", .integer(applied)),
      .init("effects", .integer(effects)),
      .init("effects_expected", .integer(effectsExpected)),
      .init("seconds", .number(Figures.rounded(seconds, 3))),
      .init("changes_per_second", .integer(Int64(Double(changes) / max(seconds, 0.001)))),
      .init("write_to_visible_p50_ms", Self.milliseconds(visible50)),
      .init("write_to_visible_p99_ms", Self.milliseconds(visible99)),
      .init("idle_write_to_visible_p50_ms", Self.milliseconds(idle50)),
      .init("idle_write_to_visible_p99_ms", Self.milliseconds(idle99)),
      .init("resident_mb", residentBytes.map { .number(Figures.rounded(Double($0) / 1_048_576, 1)) } ?? .null),
      .init("kills", .integer(Int64(kills))),
      .init("broker_kills", .integer(Int64(brokerKills))),
      .init("differences", .array(differences.map { .string($0) })),
    ])
  }

  /// The figures for people.
  var text: String {
    var lines: [String] = []
    lines.append(
      equal
        ? "Replica   EQUAL: \(Figures.grouped(rows)) flights, row for row and column for column, digest \(digest)"
        : "Replica   NOT EQUAL")
    lines += differences.map { "          \($0)" }
    lines.append(
      "Effects   \(Figures.grouped(effects)) notices of cancelled flights, "
        + "\(Figures.grouped(effectsExpected)) expected")
    lines.append(
      "Changes   \(Figures.grouped(changes)) captured, \(Figures.grouped(published)) records published, "
        + "\(Figures.grouped(applied)) applied, in \(Figures.fixed(seconds, 1)) s: "
        + "\(Figures.grouped(Int(Double(changes) / max(seconds, 0.001)))) changes/s")
    lines.append(
      "Visible   after the write: \(Self.pair(visible50, visible99)) at full load, \(Self.pair(idle50, idle99)) idle"
    )
    if let residentBytes { lines.append("Memory    \(Figures.bytes(residentBytes)) resident at most") }
    if kills > 0 { lines.append("Crashes   killed \(kills) times, resumed \(kills) times") }
    if brokerKills > 0 {
      lines.append("Broker    killed \(brokerKills) times under it, started again \(brokerKills) times")
    }
    return lines.joined(separator: "\n")
  }

  private static func milliseconds(_ value: Double?) -> JSON {
    value.map { .number(Figures.rounded($0, 3)) } ?? .null
  }

  private static func pair(_ half: Double?, _ most: Double?) -> String {
    guard let half, let most else { return "not measured" }
    return "p50 \(Figures.fixed(half, 1)) ms, p99 \(Figures.fixed(most, 1)) ms"
  }
}
