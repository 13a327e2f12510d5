import StrataTransport
import Synchronization

/// What the members of a group saw, in the order they saw it, and whether that can be right (SPEC §8.4).
///
/// Members write, checks wait for a state and read. Whatever contradicts the contract is kept as a violation and fails
/// the next wait.
final class GroupLedger: Sendable {
  struct State {
    /// By member: what it holds.
    var held: [String: Set<TopicPartition>] = [:]
    /// By member: every record it was given, by partition.
    var delivered: [String: [TopicPartition: [ConsumedRecord]]] = [:]
    /// By member: its events but batches.
    var changes: [String: [String]] = [:]
    /// By member: how often a commit was refused because its partitions had gone.
    var fencedCommits: [String: Int] = [:]
    /// Since when a member has not been inside `next`: after a session it counts as silent, if only because its
    /// machine is busy.
    var outside: [String: ContinuousClock.Instant] = [:]
    let session: Duration
    /// Members that left or fell silent: their partitions may be given away without a word to them.
    var gone: Set<String> = []
    /// What ended a member's reading, other than its own leaving.
    var errors: [String: TransportError] = [:]
    var violations: [String] = []
    /// What commits may have stored, and what the last one that returned did store.
    var commits = CommitModel()

    /// Records by partition that anybody was given, each number once.
    func numbers(of partition: TopicPartition) -> Set<Int> {
      Set(delivered.values.flatMap { $0[partition] ?? [] }.compactMap(\.number))
    }

    /// What members that are still there hold together.
    var heldByAll: [TopicPartition] {
      held.filter { !gone.contains($0.key) }.values.flatMap { $0 }.sorted()
    }
  }

  private struct Waiter {
    let holds: @Sendable (State) -> Bool
    let continuation: CheckedContinuation<Void, any Error>
  }

  private let inner: Mutex<(state: State, waiters: [Int: Waiter], count: Int)>
  private let patience: Duration

  /// `session` is the session timeout of the members, if any of them may exceed it.
  init(_ patience: Duration, session: Duration = .seconds(3_600)) {
    self.patience = patience
    inner = Mutex((State(session: session), [:], 0))
  }

  /// What was seen so far.
  var state: State { inner.withLock { $0.state } }

  /// Notes something and wakes who waited for it.
  func note(_ change: (inout State) -> Void) {
    let ready = inner.withLock { inner in
      change(&inner.state)
      let ready = inner.waiters.filter { $0.value.holds(inner.state) || !inner.state.violations.isEmpty }
      for id in ready.keys { inner.waiters[id] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  /// Returns once `holds`; fails when the rig's patience is over or something contradicts the contract.
  func wait(for what: String, until holds: @escaping @Sendable (State) -> Bool) async throws {
    let id = inner.withLock { inner in
      inner.count += 1
      return inner.count
    }
    let timer = Task {
      try await Task.sleep(for: patience)
      let late = inner.withLock { $0.waiters.removeValue(forKey: id) }
      late?.continuation.resume(throwing: ConformanceFailure(expected: what, seen: describe()))
    }
    defer { timer.cancel() }
    try await withCheckedThrowingContinuation { continuation in
      let isReady = inner.withLock { inner in
        if holds(inner.state) || !inner.state.violations.isEmpty { return true }
        inner.waiters[id] = Waiter(holds: holds, continuation: continuation)
        return false
      }
      if isReady { continuation.resume() }
    }
    try expectNoViolation()
  }

  func expectNoViolation() throws(ConformanceFailure) {
    if let first = state.violations.first {
      throw ConformanceFailure(expected: "the group's rules to hold", seen: first)
    }
  }

  private func describe() -> String {
    let state = state
    let members = state.held.keys.sorted().map { name in
      let records = state.delivered[name]?.values.reduce(0) { $0 + $1.count } ?? 0
      let error = state.errors[name].map { ", ended by \($0)" } ?? ""
      return "\(name)\(state.gone.contains(name) ? " (gone)" : "") holds \(state.held[name, default: []].sorted()), "
        + "was given \(records) records, events \(state.changes[name] ?? [])\(error)"
    }
    return members.joined(separator: "; ")
  }
}

// MARK: - What members see

extension GroupLedger.State {
  /// These partitions are now the member's: nobody who is still there may have them.
  mutating func assigned(_ partitions: [TopicPartition], to member: String) {
    changes[member, default: []].append("assigned \(partitions.sorted())")
    if partitions.isEmpty { violations.append("\(member) was assigned nothing") }
    for partition in partitions {
      for (other, theirs) in held where theirs.contains(partition) && !mayHaveLost(other) {
        violations.append("\(partition) was assigned to \(member) while \(other) held it")
      }
      held[member, default: []].insert(partition)
      commits.assigned(partition, to: member)
    }
  }

  private func mayHaveLost(_ member: String) -> Bool {
    gone.contains(member) || outside[member].map { $0.duration(to: .now) >= session } ?? false
  }

  /// The member has given these partitions up or lost them.
  mutating func released(_ partitions: [TopicPartition], by member: String) {
    for partition in partitions where held[member, default: []].remove(partition) == nil {
      violations.append("\(member) was told to give up \(partition), which it did not hold")
    }
  }

  /// The member was given records: of a partition it holds, in order, from a position that can be right.
  mutating func delivered(_ batch: ConsumedBatch, to member: String) {
    if !held[member, default: []].contains(batch.partition) {
      violations.append("\(member) was given records of \(batch.partition), which it did not hold")
    }
    if let violation = commits.delivered(batch, to: member) { violations.append(violation) }
    delivered[member, default: [:]][batch.partition, default: []] += batch.records
  }
}
