import StrataTransport

/// A group's member that reads on its own: it asks for events one after the other, writes them into the ledger and
/// commits as told, until it leaves or dies.
final class GroupMember: Sendable {
  /// When a member commits what it has read.
  enum Commits: Sendable {
    case never
    /// After each batch.
    case always
    /// Only when partitions are taken from it.
    case whenRevoked
  }

  let name: String
  let consumer: any TransportConsumer
  private let ledger: GroupLedger
  private let reading: Task<Void, Never>

  init(_ name: String, _ consumer: any TransportConsumer, _ ledger: GroupLedger, commits: Commits) {
    self.name = name
    self.consumer = consumer
    self.ledger = ledger
    // A check may have noted what it holds already.
    ledger.note { state in state.held[name] = state.held[name] ?? [] }
    reading = Task { await Self.read(name, consumer, ledger, commits) }
  }

  /// Closes the consumer, which gives its partitions to the others.
  func leave() async {
    ledger.note { $0.gone.insert(name) }
    await consumer.close()
    await reading.value
  }

  /// Falls silent: asks for no more events and says nothing. Its consumer stays as it is.
  func die() async {
    ledger.note { $0.gone.insert(name) }
    reading.cancel()
    await reading.value
  }

  private static func read(
    _ name: String, _ consumer: any TransportConsumer, _ ledger: GroupLedger, _ commits: Commits
  ) async {
    var next: [TopicPartition: Int64] = [:]
    do throws(TransportError) {
      while !Task.isCancelled {
        ledger.note { $0.outside[name] = nil }
        let event = try await consumer.next(within: nil)
        ledger.note { $0.outside[name] = .now }
        switch event {
        case nil: ledger.note { $0.violations.append("\(name): nil from next without a limit") }
        case .assigned(let partitions): ledger.note { $0.assigned(partitions, to: name) }
        case .batch(let batch):
          ledger.note { $0.delivered(batch, to: name) }
          next[batch.partition] = batch.next
          if commits == .always { try await commit([batch.partition: batch.next], name, consumer, ledger) }
        case .revoked(let partitions):
          let read = next.filter { partitions.contains($0.key) }
          if commits == .whenRevoked, !read.isEmpty { try await commit(read, name, consumer, ledger) }
          for partition in partitions { next[partition] = nil }
          ledger.note {
            $0.changes[name, default: []].append("revoked \(partitions.sorted())")
            $0.released(partitions, by: name)
          }
        case .lost(let partitions):
          for partition in partitions { next[partition] = nil }
          ledger.note {
            $0.changes[name, default: []].append("lost \(partitions.sorted())")
            $0.released(partitions, by: name)
          }
        }
      }
    } catch {
      // Closed and cancelled are this member's own doing; anything else is for the check to judge.
      if error.code != .closed, error.code != .cancelled { ledger.note { $0.errors[name] = error } }
    }
  }

  private static func commit(
    _ offsets: [TopicPartition: Int64], _ name: String, _ consumer: any TransportConsumer, _ ledger: GroupLedger
  ) async throws(TransportError) {
    ledger.note { $0.commits.began(offsets) }
    do throws(TransportError) {
      try await consumer.commit(offsets)
      ledger.note { $0.commits.returned(offsets) }
    } catch  where error.code == .fenced {
      ledger.note {
        $0.commits.refused(offsets)
        $0.fencedCommits[name, default: 0] += 1
      }
    }
  }
}

extension Trial {
  /// A member that reads until the check ends.
  func member(
    _ name: String, of group: String, _ topics: [String], _ ledger: GroupLedger, commits: GroupMember.Commits = .always,
    instance: String? = nil, _ options: ConsumerOptions? = nil
  ) async throws -> GroupMember {
    // Unless a check is about silence, a busy machine may hold a member up without the group minding.
    let options = options ?? ConsumerOptions(sessionTimeout: timing.patience)
    let consumer = try await transport.consumer(.group(group, topics: topics, instance: instance), options)
    let member = GroupMember(name, consumer, ledger, commits: commits)
    keep(member)
    return member
  }
}
