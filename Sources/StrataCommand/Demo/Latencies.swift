import Synchronization

/// How long it takes from a commit in the airline's database until the change is visible in the board's: a sample.
///
/// Safe from any task. Memory: the flights under way, and at most ``capacity`` measured times, spread over the whole
/// run.
final class Latencies: Sendable {
  static let capacity = 1 << 12

  private struct State {
    /// Keeps a time. Once full, every second one goes, and from then on half as many come.
    mutating func measure(_ milliseconds: Double) {
      turn += 1
      guard turn % stride == 0 else { return }
      if measured.count == Latencies.capacity {
        measured = measured.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        stride *= 2
        guard turn % stride == 0 else { return }
      }
      measured.append(milliseconds)
    }

    /// When a flight that is watched was committed.
    var written: [Int64: ContinuousClock.Instant] = [:]
    /// Flights that the transaction under way has seen, not visible before its commit.
    var applying: [Int64] = []
    var measured: [Double] = []
    /// One time of so many is kept.
    var stride = 1
    var turn = 0
    /// Who waits until nothing is watched any more.
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// How many flights are watched and not visible yet.
  var watched: Int { state.withLock { $0.written.count } }

  /// The flight's change was committed now. A flight already watched keeps its first time: the slower answer.
  func written(_ flight: Int64) {
    let now = ContinuousClock.now
    state.withLock { if $0.written[flight] == nil { $0.written[flight] = now } }
  }

  /// The board's transaction under way holds a change of the flight.
  func applying(_ flight: Int64) {
    state.withLock { if $0.written[flight] != nil { $0.applying.append(flight) } }
  }

  /// The board's transaction is committed: what it held is visible.
  func visible() {
    let now = ContinuousClock.now
    let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
      for flight in state.applying {
        guard let written = state.written.removeValue(forKey: flight) else { continue }
        let milliseconds = (now - written).inMilliseconds
        state.measure(milliseconds)
      }
      state.applying.removeAll(keepingCapacity: true)
      return state.written.isEmpty ? state.waiting.take() : nil
    }
    waiting?.resume()
  }

  /// Returns when everything watched is visible. One task at a time waits.
  func untilVisible() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.written.isEmpty { return true }
        state.waiting = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  /// Forgets what is watched, and lets go who waits for it.
  func forget() {
    let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
      state.written.removeAll()
      return state.waiting.take()
    }
    waiting?.resume()
  }

  /// What was measured, and nothing measured any more.
  func take() -> Percentiles {
    Percentiles(
      state.withLock { state in
        defer { (state.measured, state.stride, state.turn) = ([], 1, 0) }
        return state.measured
      })
  }
}

/// A sorted sample.
struct Percentiles: Hashable, Sendable {
  private let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  var count: Int { sorted.count }

  /// The value that `percent` of the sample do not exceed; nil for an empty one.
  func value(_ percent: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }
}
