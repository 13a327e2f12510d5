/// What groups have dealt with, for a front that speaks for their members (SPEC §7.3.6).
extension Groups {
  /// Stores offsets, of several for one partition the last. Who has no group at all commits with a negative generation:
  /// the group is made. They are there after a crash of the process once this returns without a refusal. Partitions
  /// whose metadata is too long are left out and named.
  package func commit(
    _ name: String, _ offsets: [(partition: PartitionID, committed: CommittedOffset)], by member: MemberIdentity,
    generation: Int32
  ) throws(EngineError) -> Result<Set<PartitionID>, GroupRefusal> {
    guard Self.canBeNamed(name) else { return .failure(.invalidGroup) }
    let longest = host.settings.offsetMetadataLength
    let answer = try perform(name, making: generation < 0) {
      (_, state, now) throws(EngineError) -> Result<Set<PartitionID>, GroupRefusal> in
      if let refusal = state.coordinator.commit(
        member.id, instance: member.instance, generation: generation, now: now)
      {
        return .failure(refusal)
      }
      let refused = offsets.filter { $0.committed.metadata.utf16.count > longest }.map(\.partition)
      let taken = offsets.filter { $0.committed.metadata.utf16.count <= longest }
      try host.offsets.commit(
        Dictionary(taken.map { ($0.partition, $0.committed) }, uniquingKeysWith: { $1 }), of: name, now: now)
      return .success(Set(refused))
    }
    return answer ?? .failure(.unknownGroup)
  }

  /// The stored offsets of these partitions; one without is left out.
  package func committed(_ name: String, _ partitions: [PartitionID]) -> [PartitionID: CommittedOffset] {
    host.offsets.committed(partitions, of: name)
  }

  /// Of these partitions those of which a transaction has offsets pending.
  package func pending(_ name: String, _ partitions: [PartitionID]) -> Set<PartitionID> {
    host.offsets.settled(partitions, of: name).pending
  }

  /// All stored offsets of a group.
  package func committed(_ name: String) -> [PartitionID: CommittedOffset] { host.offsets.all(of: name) }

  /// Takes offsets back. Answers which could not go, for a member reads the topic; or why none could.
  package func deleteOffsets(
    _ name: String, _ partitions: [PartitionID]
  ) throws(EngineError) -> Result<Set<PartitionID>, GroupRefusal> {
    guard !name.isEmpty else { return .failure(.invalidGroup) }
    let answer = try perform(name) {
      (_, state, now) throws(EngineError) -> Result<Set<PartitionID>, GroupRefusal> in
      let isConsumers = state.coordinator.protocolType == ConsumerSubscription.protocolType
      guard state.coordinator.phase == .empty || isConsumers else { return .failure(.notEmpty) }
      let kept = Set(partitions.filter { state.coordinator.reads($0.topic) })
      try host.offsets.remove(partitions.filter { !kept.contains($0) }, of: name, now: now)
      return .success(kept)
    }
    return answer ?? .failure(.unknownGroup)
  }
}
