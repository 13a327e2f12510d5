import FuzzKit
import WireKit

@testable import StrataEngine

/// What coordinators keep in topics of their own (SPEC §7.5, §7.8.3): whatever a record's bytes are, reading gives
/// nothing or what is written so that it reads as itself.
///
/// An input is keys and values by turns, each behind two bytes of length; a value of one byte is none.
final class StateTarget: FuzzTarget {
  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    let parts = Values.read(input)
    for n in stride(from: 0, to: parts.count - 1, by: 2) {
      let (key, value) = (parts[n], parts[n + 1].count == 1 ? nil : parts[n + 1])
      try transaction(key, value)
      try group(key, value)
    }
  }

  private func transaction(_ key: [UInt8], _ value: [UInt8]?) throws {
    guard let record = TransactionRecord(key: key, value: value) else { return }
    guard let again = TransactionRecord(key: record.key, value: record.value), again == record else {
      throw FuzzFailure("\(record) is written as another")
    }
  }

  private func group(_ key: [UInt8], _ value: [UInt8]?) throws {
    guard case .offset(let group, let partition, let offset)? = GroupRecord(key: key, value: value) else { return }
    let written = OffsetRecord(group: group, partition: partition).key
    guard case .offset(group, partition, offset)? = GroupRecord(key: written, value: offset?.value) else {
      throw FuzzFailure("\(group) at \(partition), \(String(describing: offset)), is written as another")
    }
  }

  // MARK: Inputs

  func make(_ chance: WireKit.Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    var parts: [[UInt8]] = []
    for _ in 0..<Int.random(in: 1...3, using: &chance) {
      let place = PartitionID("t", Int32(chance.next() % 3))
      if chance.next() % 2 == 0 {
        var offset = CommittedOffset(Int64(chance.next() % 100), metadata: chance.next() % 2 == 0 ? "" : "m")
        if chance.next() % 3 == 0 { offset.expiresAt = 9 }
        parts += [OffsetRecord(group: "g", partition: place).key, chance.next() % 8 == 0 ? [0] : offset.value]
      } else {
        let producer = ProducerIdentity(id: Int64(chance.next() % 9), epoch: Int16(chance.next() % 5))
        var state = TransactionState(producer: producer, timeout: 60_000, updatedAt: 5)
        state.phase = TransactionState.Phase(rawValue: Int8(chance.next() % 6)) ?? .empty
        if state.phase != .empty { state.partitions = [place, PartitionID("__consumer_offsets", 0)] }
        state.startedAt = chance.next() % 2 == 0 ? 4 : nil
        (state.previousID, state.nextID) = (chance.next() % 2 == 0 ? 3 : nil, chance.next() % 3 == 0 ? 7 : nil)
        state.version = chance.next() % 2 == 0 ? .v1 : .v2
        let record = TransactionRecord(transactionalID: "x", state: chance.next() % 8 == 0 ? nil : state)
        parts += [record.key, record.value ?? [0]]
      }
    }
    return Values.written(parts)
  }
}
