import StrataTransport
import Synchronization

extension Relay {
  /// Makes the topics that are missing, finds out whether the database is an older copy of itself, and captures the
  /// history that no record tells yet. Done once, with the lease held.
  func start() async throws {
    let existing = Dictionary(
      uniqueKeysWithValues: try await transport.admin.topics().map { ($0.name, $0.partitions) })
    var tail: Version?
    var empty: Set<String> = []
    var filled: [(topic: PublishedTopic, partitions: Int32)] = []
    for topic in maker.topics.topics {
      if let partitions = existing[topic.name] {
        let found = try await tailVersion(of: topic.name, partitions: partitions)
        if let version = found.version { tail = max(tail ?? version, version) }
        if found.isEmpty { empty.insert(topic.name) } else { filled.append((topic, partitions)) }
      } else {
        try await create(topic)
        empty.insert(topic.name)
      }
    }
    let (head, isNewcomer) = try source.read { session in
      (try source.head(in: session), try store.publishedModels(in: session).isEmpty)
    }
    let restored = restoredEpoch(epoch: progressed.epoch, head: head, tail: tail)
    // Before the epoch is recorded: a crash in between leaves the log ahead still, and all of it is done again.
    // A database that never published knows nothing of what the log has from another.
    if restored != nil || isNewcomer || !progressed.isSwept {
      try await sweep(filled, epoch: restored ?? progressed.epoch)
    }
    try captureHistory(restored: restored, empty: empty)
    isStarted = true
  }

  private func create(_ topic: PublishedTopic) async throws {
    do {
      try await transport.admin.createTopic(topic.name, partitions: topic.partitions, settings: topic.settings)
    } catch {
      // Another relay was faster.
      guard error.code == .topicExists else { throw error }
    }
  }

  /// The newest version in the log's last records, and whether there never was one.
  private func tailVersion(of topic: String, partitions: Int32) async throws -> (version: Version?, isEmpty: Bool) {
    var newest: Version?
    var isEmpty = true
    for partition in (0..<partitions).map({ TopicPartition(topic, $0) }) {
      let end = try await transport.admin.offset(of: partition, at: .end) ?? 0
      let start = try await transport.admin.offset(of: partition, at: .beginning) ?? 0
      guard end > 0 else { continue }
      isEmpty = false
      guard end > start else { continue }
      try await forEachBatch(of: partition, from: max(start, end - Self.tailRecords), to: end) { batch in
        for record in batch.records {
          if let envelope = try? Envelope(record) { newest = max(newest ?? envelope.version, envelope.version) }
        }
      }
    }
    return (newest, isEmpty)
  }

  /// How many of a partition's last records are looked at: versions rise along it, but for what a relay sent that had
  /// lost its lease without knowing.
  private static var tailRecords: Int64 { 64 }

  /// In one commit: the new epoch if the log knows more than the database, and all rows of what is not in the log yet.
  private func captureHistory(restored: Int64?, empty: Set<String>) throws {
    guard let term = lease.term else { return }
    let time = now()
    let progress = progressed
    let (next, failed) = try fencing {
      try source.write { session in
        var next = progress
        next.epoch = restored ?? progress.epoch
        next.isSwept = true
        try store.record(next, term: term, until: time + lease.duration, in: session)
        let known = try store.publishedModels(in: session)
        var tables: Set<String> = []
        for publication in maker.publications {
          let isKnown = known.contains("\(publication.topic)/\(publication.model)")
          if isKnown, restored == nil, !empty.contains(publication.topic) { continue }
          if tables.insert(publication.shape.name).inserted {
            try source.captureAllRows(of: publication.shape.name, in: session)
          }
          try store.addPublishedModel(publication, in: session)
        }
        return (next, try store.unpublishedCount(in: session))
      }
    }
    lease.renewed(now: time)
    progressed = next
    counters.withLock { $0.failed = failed }
  }
}

/// The epoch that a source database begins when the log's newest record, `tail`, tells of changes it never had: it is
/// an older copy of itself. Nil when it goes on with the one it has.
func restoredEpoch(epoch: Int64, head: Int64, tail: Version?) -> Int64? {
  guard let tail, tail > Version(epoch: epoch, sequence: head) else { return nil }
  return tail.epoch + 1
}
