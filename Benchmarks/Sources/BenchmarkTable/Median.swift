/// The middle of the figures; one slow round does not move it.
package func median(_ figures: [Double]) -> Double {
  let sorted = figures.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// The figure that so many of a hundred do not exceed.
package func percentile(_ percent: Double, _ figures: [Double]) -> Double {
  let sorted = figures.sorted()
  return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * percent / 100))]
}
