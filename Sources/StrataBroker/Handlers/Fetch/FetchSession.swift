import StrataWire

/// What a client fetches again and again, so that it need not say it each time (KIP-227, SPEC §12.2).
struct FetchSession: Hashable, Sendable {
  /// A partition and what the client was last told of it.
  private struct Entry: Hashable, Sendable {
    var target: FetchTarget
    var highWatermark: Int64 = -1
    var logStart: Int64 = -1
  }

  /// Whether its partitions are named by topic ids.
  let usesIDs: Bool
  /// What the next request must say.
  private(set) var epoch: Int32 = 1
  /// When it was last used, in the loop's milliseconds.
  var lastUsed: UInt64
  /// In the order in which they are read; who had records goes to the end, so that none is starved.
  private var entries: [Entry] = []
  private var places: [FetchTarget.Key: Int] = [:]

  /// A session of these partitions, whose state the client was told.
  init(_ targets: [FetchTarget], told states: [FetchState], usesIDs: Bool, now: UInt64) {
    self.usesIDs = usesIDs
    lastUsed = now
    for (target, state) in zip(targets, states) where places[target.key] == nil {
      places[target.key] = entries.count
      entries.append(Entry(target: target))
      note(state, at: entries.count - 1)
    }
  }

  /// How many partitions it has.
  var count: Int { entries.count }

  /// What is to be read, in order.
  var targets: [FetchTarget] { entries.map(\.target) }

  /// The epoch after `epoch`: 0 and below mean something else.
  static func next(after epoch: Int32) -> Int32 { epoch == .max ? 1 : epoch + 1 }

  /// Takes what a request changes, and turns to the next epoch.
  mutating func update(_ changed: [FetchTarget], forgetting forgotten: [FetchTarget.Key], now: UInt64) {
    lastUsed = now
    epoch = Self.next(after: epoch)
    for target in changed {
      if let place = places[target.key] {
        // A name that was known stays: it tells a topic that was made again from one that never was.
        let name = entries[place].target.name ?? target.name
        entries[place].target = target
        entries[place].target.name = name
      } else {
        places[target.key] = entries.count
        entries.append(Entry(target: target))
      }
    }
    guard !forgotten.isEmpty else { return }
    let gone = Set(forgotten)
    entries.removeAll { gone.contains($0.target.key) }
    index()
  }

  /// Which of the partitions read, all of ``targets`` in order, the client has to be told about; it is told then.
  mutating func news(_ states: [FetchState]) -> [Int] {
    var news: [Int] = []
    var hasRecords = false
    for (place, state) in states.enumerated() where place < entries.count {
      let entry = entries[place]
      if state.byteCount > 0 { hasRecords = true }
      guard
        state.byteCount > 0 || state.code != .none || state.diverging != nil
          || state.highWatermark != entry.highWatermark || state.logStart != entry.logStart
      else { continue }
      news.append(place)
      note(state, at: place)
    }
    if hasRecords { rotate(states) }
    return news
  }

  private mutating func note(_ state: FetchState, at place: Int) {
    // After trouble the client is told how things stand as soon as there is none.
    let isTrouble = state.code != .none || state.diverging != nil
    entries[place].highWatermark = isTrouble ? -1 : state.highWatermark
    entries[place].logStart = state.logStart
  }

  private mutating func rotate(_ states: [FetchState]) {
    guard entries.count > 1 else { return }
    let had = states.indices.filter { $0 < entries.count && states[$0].byteCount > 0 }
    guard had.count < entries.count, had.last != entries.count - 1 || had.count > 1 else { return }
    let moved = had.map { entries[$0] }
    for place in had.reversed() { entries.remove(at: place) }
    entries += moved
    index()
  }

  private mutating func index() {
    places.removeAll(keepingCapacity: true)
    for (place, entry) in entries.enumerated() { places[entry.target.key] = place }
  }
}
