package import StrataTransport

/// The consumer groups of a cluster, for who looks after them and is a member of none (SPEC §13.6).
///
/// Every call throws `unavailable` when the cluster does not answer, and `invalid` for a name that is empty or has NUL
/// in it.
package struct KafkaGroups: Sendable {
  /// A group in a list.
  package struct Listing: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Kafka's word for where it stands, as `Stable`; `Unknown` from brokers before Kafka 2.6.
    package var state: String
  }

  /// A member as the cluster sees it.
  package struct Member: Hashable, Sendable {
    /// What the group calls it.
    package var id: String
    /// What its client calls itself.
    package var client: String
    /// Where it connects from.
    package var host: String
    /// What it was assigned, in order.
    package var partitions: [TopicPartition]
  }

  /// A group and who is in it.
  package struct Description: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Kafka's word for where it stands, as `Stable`.
    package var state: String
    /// In the cluster's order.
    package var members: [Member]
  }

  let cluster: Cluster
  /// Throws once the transport is closed; is told what is attempted.
  let check: @Sendable (String) throws(TransportError) -> Void

  /// Every group of consumers, by name.
  package func list() async throws(TransportError) -> [Listing] {
    let attempted = "listing groups"
    try check(attempted)
    return try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.groups(attempted, timeout).sorted { $0.name < $1.name }
    }
  }

  /// A group as it stands; nil if there is none of this name.
  package func describe(_ name: String) async throws(TransportError) -> Description? {
    let attempted = try attempt("describing", name)
    return try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.describeGroup(name, attempted, timeout)
    }
  }

  /// All that a group has committed; nothing for a group that there is not.
  package func committed(_ name: String) async throws(TransportError) -> [TopicPartition: Int64] {
    let attempted = try attempt("asking for the offsets of", name)
    return try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.offsets(ofGroup: name, attempted, timeout)
    }
  }

  /// Commits for a group without members; the cluster makes one that there is not. Throws `invalid` while it has some.
  package func commit(_ name: String, _ offsets: [TopicPartition: Int64]) async throws(TransportError) {
    let attempted = try attempt("setting the offsets of", name)
    for partition in offsets.keys { try KafkaAdmin.checkName(partition.topic, attempted) }
    guard !offsets.isEmpty else { return }
    try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.commit(offsets, ofGroup: name, attempted, timeout)
    }
  }

  /// Deletes a group and what it has committed. Throws `invalid` while it has members, and when there is none.
  package func delete(_ name: String) async throws(TransportError) {
    let attempted = try attempt("deleting", name)
    try await cluster.ask(attempted) { client, timeout throws(TransportError) in
      try client.deleteGroup(name, attempted, timeout)
    }
  }

  /// What is attempted, in words. C ends a text at NUL, so a name with one would be another's.
  private func attempt(_ what: String, _ name: String) throws(TransportError) -> String {
    let attempted = "\(what) group \(name.debugDescription)"
    try check(attempted)
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw TransportError(.invalid, attempted, "a group's name is not empty and has no NUL in it; correct it")
    }
    return attempted
  }
}
