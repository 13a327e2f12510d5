import BenchmarkTable
import CAllocations

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  return start.duration(to: .now) / .seconds(1)
}

/// Ours and the peer's figure, taking turns so that both see the same machine. The first round warms up.
func alternate(
  rounds: Int = 7, ours: () throws -> Double, peer: () throws -> Double
) rethrows -> Series {
  var series = Series()
  for round in 0...rounds {
    let (first, second) = (try ours(), try peer())
    if round > 0 {
      series.ours.append(first)
      series.peers.append(second)
    }
  }
  return series
}

/// Allocations that `body` makes, on all threads.
func allocations(_ body: () throws -> Void) rethrows -> Int64 {
  let before = strata_allocations()
  strata_count_allocations(1)
  defer { strata_count_allocations(0) }
  try body()
  return strata_allocations() - before
}

/// Allocations while `body` runs, on all threads.
func allocations(_ body: () async throws -> Void) async rethrows -> Int64 {
  let before = strata_allocations()
  strata_count_allocations(1)
  defer { strata_count_allocations(0) }
  try await body()
  return strata_allocations() - before
}
