/// The candidate that `word` was likely meant to be: the fewest letters added, dropped, changed or swapped, and no more
/// than a third of them; nil if none is that near.
package func nearest(to word: String, among candidates: [String]) -> String? {
  let scored = candidates.map { (candidate: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
  guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
  if best.distance <= max(1, (word.utf8.count + 1) / 3) { return best.candidate }
  return word.utf8.count >= 2 ? candidates.first { $0.hasPrefix(word) } : nil
}

/// How many letters must be added, dropped, changed or swapped with their neighbour to turn one word into the other.
private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var before: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
      row.append(least)
    }
    (before, last) = (last, row)
  }
  return last[b.count]
}
