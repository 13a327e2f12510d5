/// A record of `__consumer_offsets` (SPEC §7.5), as this engine or a broker of Kafka's wrote it, for who looks at the
/// files.
package enum GroupRecord {
  /// How far the group has come in a partition; nil takes the offset back.
  case offset(group: String, PartitionID, CommittedOffset?)
  /// The state that a broker of Kafka's keeps of a group: its generation, the protocol chosen and how many members it
  /// has; nil when the group is gone.
  case state(group: String, (generation: Int32, protocol: String?, members: Int32)?)

  /// Reads a record; nil for one of another kind, and for what does not read as what it says it is.
  package init?(key: [UInt8], value: [UInt8]?) {
    if let place = OffsetRecord(key: key) {
      var offset: CommittedOffset?
      if let value {
        guard let read = CommittedOffset(value: value) else { return nil }
        offset = read
      }
      self = .offset(group: place.group, place.partition, offset)
      return
    }
    var reader = KafkaReader(key)
    guard reader.number(Int16.self) == 2, let group = reader.text() ?? nil else { return nil }
    guard let value else {
      self = .state(group: group, nil)
      return
    }
    var state = KafkaReader(value)
    guard let version = state.number(Int16.self), 0...3 ~= version, state.text() != nil,
      let generation = state.number(Int32.self), let name = state.text(), state.text() != nil
    else { return nil }
    if version >= 2, state.number(Int64.self) == nil { return nil }
    guard let members = state.number(Int32.self), members >= 0 else { return nil }
    self = .state(group: group, (generation, name, members))
  }
}
