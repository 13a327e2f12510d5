/// A line of the table: what was measured, what it is held against, and whether that is enough.
package struct Row: Sendable {
  /// What a figure must reach.
  package enum Bar: Sendable {
    /// The ratio to the peer must be at least this.
    case ratio(atLeast: Double)
    /// The figure must be at least this.
    case atLeast(Double)
    /// The figure must be at most this.
    case atMost(Double)
    /// Judged where the row is made, for what one figure can't say.
    case judged(isMet: Bool, String)
  }

  /// Names the row in JSON and in the README.
  package var name: String
  /// What was done, in words.
  package var what: String
  /// The unit of both figures.
  package var unit: String
  /// Ours: the median of the rounds.
  package var value: Double
  /// The best round of ours, where rounds were kept.
  package var best: Double?
  /// The peer's, from the same rounds.
  package var peer: Double?
  package var peerBest: Double?
  /// The peer in words.
  package var peerName = ""
  package var bar: Bar?

  package init(
    name: String, what: String, unit: String, value: Double, best: Double? = nil, peer: Double? = nil,
    peerBest: Double? = nil, peerName: String = "", bar: Bar? = nil
  ) {
    (self.name, self.what, self.unit, self.value, self.best) = (name, what, unit, value, best)
    (self.peer, self.peerBest, self.peerName, self.bar) = (peer, peerBest, peerName, bar)
  }

  /// How many times better than the peer where more is better.
  package var ratio: Double? { peer.map { value / $0 } }

  /// Whether the bar was reached; nil without one.
  package var isMet: Bool? {
    switch bar {
    case .ratio(let least): ratio.map { $0 >= least }
    case .atLeast(let least): value >= least
    case .atMost(let most): value <= most
    case .judged(let isMet, _): isMet
    case nil: nil
    }
  }

  package var barText: String {
    switch bar {
    case .ratio(let least): "≥\(format(least))×"
    case .atLeast(let least): "≥\(format(least))"
    case .atMost(let most): "≤\(format(most))"
    case .judged(_, let words): words
    case nil: ""
    }
  }
}

/// Three significant digits, thousands apart.
package func format(_ number: Double) -> String {
  guard number.isFinite else { return "–" }
  let size = number.magnitude
  if size >= 100 || size == 0 { return grouped(Int64(number.rounded())) }
  let digits = size >= 10 ? 1 : size >= 1 ? 2 : 3
  var scale: Int64 = 1
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int64((number * Double(scale)).rounded())
  let fraction = String(scaled.magnitude % UInt64(scale))
  let padding = String(repeating: "0", count: digits - fraction.count)
  return "\(number < 0 ? "-" : "")\(scaled.magnitude / UInt64(scale)).\(padding)\(fraction)"
}

private func grouped(_ number: Int64) -> String {
  var text = ""
  for (index, digit) in String(number.magnitude).reversed().enumerated() {
    if index > 0, index % 3 == 0 { text.insert(",", at: text.startIndex) }
    text.insert(digit, at: text.startIndex)
  }
  return number < 0 ? "-" + text : text
}

/// The rows as a table for people. Columns that no row has anything for are left out.
package func table(_ rows: [Row]) -> String {
  let heads = ["what", "figure", "best", "unit", "peer", "peer's", "best", "ratio", "bar", ""]
  let lines =
    [heads]
    + rows.map { row in
      [
        row.what, format(row.value), row.best.map(format) ?? "", row.unit, row.peerName,
        row.peer.map(format) ?? "", row.peerBest.map(format) ?? "", row.ratio.map { format($0) + "×" } ?? "",
        row.barText, row.isMet.map { $0 ? "met" : "MISSED" } ?? "",
      ]
    }
  let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
  let isShown = heads.indices.map { column in lines.dropFirst().contains { !$0[column].isEmpty } }
  // Numbers to the right, words to the left.
  let isNumber = [false, true, true, false, false, true, true, true, true, false]
  return lines.map { line in
    var text = ""
    for (column, cell) in line.enumerated() where isShown[column] {
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      text += isNumber[column] ? padding + cell : cell + padding
      text += "  "
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }.joined()
}

/// The rows as one JSON object, for tools that compare runs.
package func json(_ rows: [Row]) -> String {
  func quoted(_ text: String) -> String { "\"\(text)\"" }
  func number(_ value: Double?) -> String { value.map { $0.isFinite ? String($0) : "null" } ?? "null" }
  let lines = rows.map { row in
    let met = row.isMet.map(String.init) ?? "null"
    return "    \(quoted(row.name)): {\"value\": \(number(row.value)), \"unit\": \(quoted(row.unit)), "
      + "\"best\": \(number(row.best)), "
      + "\"peer\": \(number(row.peer)), \"peerBest\": \(number(row.peerBest)), "
      + "\"ratio\": \(number(row.ratio)), \"met\": \(met)}"
  }
  return "{\n  \"rows\": {\n" + lines.joined(separator: ",\n") + "\n  }\n}\n"
}
