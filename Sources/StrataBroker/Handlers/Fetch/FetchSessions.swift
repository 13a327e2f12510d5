import StrataWire

/// The fetch sessions of all clients (KIP-227, SPEC §12.2): a value that says what a request asks for and what its
/// answer has to tell.
struct FetchSessions: Sendable {
  /// What a request turned out to be.
  enum Context: Hashable, Sendable {
    /// No session; everything is told.
    case sessionless
    /// Everything is told, and a session begins if there is room.
    case full(usesIDs: Bool)
    /// Only what is new is told.
    case incremental(session: Int32, epoch: Int32)
  }

  /// A session that nobody used for so long, in milliseconds, makes room for another
  /// [min.incremental.fetch.session.eviction.ms].
  private static let evictable: UInt64 = 120_000
  /// Partitions of all sessions together; more have to be said each time.
  static let mostPartitions = 500_000

  private let slots: Int
  private var sessions: [Int32: FetchSession] = [:]
  private var partitionCount = 0

  /// Room for so many sessions.
  init(slots: Int) { self.slots = slots }

  /// How many there are.
  var count: Int { sessions.count }

  /// What a request asks for: the context and the partitions to read.
  mutating func open(
    id: Int32, epoch: Int32, _ targets: [FetchTarget], forgetting forgotten: [FetchTarget.Key], usesIDs: Bool,
    now: UInt64
  ) -> Result<(context: Context, targets: [FetchTarget]), FetchSessionFlaw> {
    guard epoch > 0 else {
      if id != 0 { remove(id) }
      return .success((epoch == 0 ? .full(usesIDs: usesIDs) : .sessionless, targets))
    }
    guard let session = sessions[id] else { return .failure(FetchSessionFlaw(code: .fetchSessionIDNotFound)) }
    guard session.epoch == epoch else { return .failure(FetchSessionFlaw(code: .invalidFetchSessionEpoch)) }
    guard session.usesIDs == usesIDs else { return .failure(FetchSessionFlaw(code: .fetchSessionTopicIDError)) }
    partitionCount -= session.count
    sessions[id]?.update(targets, forgetting: forgotten, now: now)
    partitionCount += sessions[id]?.count ?? 0
    guard let updated = sessions[id], updated.count > 0 else {
      remove(id)
      return .success((.sessionless, []))
    }
    return .success((.incremental(session: id, epoch: updated.epoch), updated.targets))
  }

  /// What the answer tells: the session's id, and which of the partitions read.
  mutating func close(
    _ context: Context, _ targets: [FetchTarget], _ states: [FetchState], now: UInt64,
    newID: () -> Int32 = { .random(in: 1 ... .max) }
  ) -> (id: Int32, told: [Int]) {
    switch context {
    case .sessionless: return (0, Array(states.indices))
    case .full(let usesIDs):
      guard makeRoom(for: targets.count, now) else { return (0, Array(states.indices)) }
      var id = newID()
      while id <= 0 || sessions[id] != nil { id = newID() }
      let session = FetchSession(targets, told: states, usesIDs: usesIDs, now: now)
      sessions[id] = session
      partitionCount += session.count
      return (id, Array(states.indices))
    case .incremental(let id, let epoch):
      // The session may have been given up while this request waited, or used by another.
      guard sessions[id]?.epoch == epoch, let told = sessions[id]?.news(states) else {
        return (0, Array(states.indices))
      }
      return (id, told)
    }
  }

  private mutating func remove(_ id: Int32) {
    if let gone = sessions.removeValue(forKey: id) { partitionCount -= gone.count }
  }

  private mutating func makeRoom(for partitions: Int, _ now: UInt64) -> Bool {
    while sessions.count >= slots || partitionCount + partitions > Self.mostPartitions {
      guard let oldest = sessions.min(by: { $0.value.lastUsed < $1.value.lastUsed }),
        now >= oldest.value.lastUsed, now - oldest.value.lastUsed > Self.evictable
      else { return false }
      remove(oldest.key)
    }
    return true
  }
}

/// Why a request is no part of a session.
struct FetchSessionFlaw: Error, Hashable {
  var code: ErrorCode
}
