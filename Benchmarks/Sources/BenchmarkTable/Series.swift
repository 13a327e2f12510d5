/// What the rounds of one figure came to, ours and a peer's in turn.
package struct Series: Sendable {
  package var ours: [Double] = []
  package var peers: [Double] = []

  package init() {}

  /// The same in another unit.
  package func scaled(_ factor: Double) -> Series {
    var series = Series()
    (series.ours, series.peers) = (ours.map { $0 * factor }, peers.map { $0 * factor })
    return series
  }

  /// A line of the table: the middle of the rounds, and the best of them.
  package func row(
    _ name: String, _ what: String, unit: String, peer: String = "", bar: Row.Bar? = nil, lessIsBetter: Bool = false
  ) -> Row {
    func best(_ figures: [Double]) -> Double? { lessIsBetter ? figures.min() : figures.max() }
    return Row(
      name: name, what: what, unit: unit, value: median(ours), best: best(ours),
      peer: peers.isEmpty ? nil : median(peers), peerBest: best(peers), peerName: peers.isEmpty ? "" : peer, bar: bar)
  }
}
