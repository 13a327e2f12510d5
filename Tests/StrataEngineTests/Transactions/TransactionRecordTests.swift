import Testing

@testable import StrataEngine

/// SPEC §7.8.3: bytes that Apache Kafka 4.3.1 wrote to `__transaction_state`.
@Suite struct TransactionRecordTests {
  static let t = PartitionID("t", 0)

  static func state(
    _ phase: TransactionState.Phase, _ producer: ProducerIdentity, _ partitions: Set<PartitionID> = [],
    previous: Int64? = nil, next: Int64? = nil, from startedAt: Int64? = nil, at updatedAt: Int64,
    _ version: TransactionVersion = .v2
  ) -> TransactionState {
    var state = TransactionState(producer: producer, timeout: 60_000, updatedAt: updatedAt)
    state.phase = phase
    state.partitions = partitions
    state.previousID = previous ?? producer.id
    state.nextID = next
    state.startedAt = startedAt
    state.version = version
    return state
  }

  @Test(
    "a record has Kafka's bytes, both ways",
    arguments: [
      (
        "one", "0001000000000000000800000000ea600000000001a22ef65024ffffffffffffffff0100080000000000000008",
        state(.empty, producer(8, 0), at: 0x1a2_2ef6_5024, .v1)
      ),
      (
        "one",
        "0001000000000000000800000000ea6001020274020000000000000001a22ef65024000001a22ef65024"
          + "020008000000000000000802020002",
        state(.ongoing, producer(8, 0), [t], from: 0x1a2_2ef6_5024, at: 0x1a2_2ef6_5024)
      ),
      (
        "one",
        "0001000000000000000800010000ea6002020274020000000000000001a22ef65027000001a22ef65024"
          + "020008000000000000000802020002",
        state(.committing, producer(8, 1), [t], from: 0x1a2_2ef6_5024, at: 0x1a2_2ef6_5027)
      ),
      (
        "one",
        "0001000000000000000800010000ea600401000001a22ef65027000001a22ef65024020008000000000000000802020002",
        state(.committed, producer(8, 1), from: 0x1a2_2ef6_5024, at: 0x1a2_2ef6_5027)
      ),
      (
        "v1", "0001000000000000000100000000ea600501000001a22ef36555000001a22ef365500100080000000000000001",
        state(.aborted, producer(1, 0), from: 0x1a2_2ef3_6550, at: 0x1a2_2ef3_6555, .v1)
      ),
      (
        "v2",
        "0001000000000000000000010000ea600301000001a22ef3551d000001a22ef3551d020008000000000000000002020002",
        state(.aborting, producer(0, 1), from: 0x1a2_2ef3_551d, at: 0x1a2_2ef3_551d)
      ),
      (
        "ov",
        "000100000000000000047fff0000ea6002020274020000000000000001a22ef5d556000001a22ef5d54a"
          + "03000800000000000000040108000000000000000502020002",
        state(.committing, producer(4, 32_767), [t], next: 5, from: 0x1a2_2ef5_d54a, at: 0x1a2_2ef5_d556)
      ),
      (
        "ov",
        "0001000000000000000500000000ea600401000001a22ef5d557000001a22ef5d54a020008000000000000000402020002",
        state(.committed, producer(5, 0), previous: 4, from: 0x1a2_2ef5_d54a, at: 0x1a2_2ef5_d557)
      ),
    ] as [(String, String, TransactionState)])
  func bytes(id: String, hex: String, state: TransactionState) throws {
    let record = TransactionRecord(transactionalID: id, state: state)
    #expect(record.key == [0, 0, 0, UInt8(id.utf8.count)] + Array(id.utf8))
    #expect(record.value.map(Self.hex) == hex)
    #expect(TransactionRecord(key: record.key, value: record.value) == record)
  }

  @Test("several topics and partitions are read in whatever order they stand, and written in theirs")
  func order() throws {
    // Kafka goes by the hash of their names: t with 1 and 0, then the offsets.
    let written = Self.bytes(
      "0001000000000000000100000000ea600103027403000000010000000000135f5f636f6e73756d65725f6f666673657473"
        + "020000000000000001a22ef3648d000001a22ef364640100080000000000000001")
    let key: [UInt8] = [0, 0, 0, 4, 0xc3, 0xb6, 110, 101]
    let record = try #require(TransactionRecord(key: key, value: written))
    #expect(record.transactionalID == "öne" && record.key == key)
    let partitions = [Self.t, PartitionID("t", 1), PartitionID("__consumer_offsets", 0)]
    #expect(record.state?.partitions == Set(partitions) && record.state?.version == .v1)
    let again = try #require(record.value)
    #expect(again.count == written.count && TransactionRecord(key: key, value: again) == record)
  }

  @Test("version 0, as brokers below transaction version 1 write it, is read")
  func version0() {
    let key: [UInt8] = [0, 0, 0, 1, 120]
    var state = Self.state(
      .ongoing, producer(0x1234, 7), [PartitionID("t", 3)], from: 1_000, at: 2_000, .v1)
    state.previousID = nil
    let ongoing =
      "0000000000000000123400070000ea600100000001000174000000010000000300000000000007d000000000000003e8"
    #expect(TransactionRecord(key: key, value: Self.bytes(ongoing))?.state == state)
    // Where nothing has begun Kafka reads no partitions, either.
    var spoiled = Self.bytes(ongoing)
    spoiled[16] = 0
    #expect(TransactionRecord(key: key, value: spoiled)?.state?.partitions == [])
    (state.phase, state.partitions, state.startedAt) = (.empty, [], nil)
    let empty = "0000000000000000123400070000ea6000ffffffff00000000000007d0ffffffffffffffff"
    #expect(TransactionRecord(key: key, value: Self.bytes(empty))?.state == state)
  }

  @Test("a record without a value takes the id out; another kind, a cut one or one that can't be is none")
  func flaws() throws {
    let state = Self.state(.committing, producer(4, 32_767), [Self.t], next: 5, from: 1, at: 2)
    let record = TransactionRecord(transactionalID: "x", state: state)
    #expect(TransactionRecord(key: record.key, value: nil) == TransactionRecord(transactionalID: "x", state: nil))
    #expect(TransactionRecord(transactionalID: "x", state: nil).value == nil)
    #expect(TransactionRecord(key: [0, 1, 0, 1, 120], value: nil) == nil)
    #expect(TransactionRecord(key: [0, 0, 255, 255], value: nil) == nil)
    let value = try #require(record.value)
    for count in 0..<value.count { #expect(TransactionRecord(key: record.key, value: Array(value[..<count])) == nil) }
    for count in 0..<record.key.count {
      #expect(TransactionRecord(key: Array(record.key[..<count]), value: value) == nil)
    }
    // Version 2; a negative producer id; a negative epoch; a phase that is never stored; more topics than bytes.
    for (at, byte) in [(1, 2), (2, 0x80), (10, 0x80), (16, 6), (17, 0x7f)] as [(Int, UInt8)] {
      var spoiled = value
      spoiled[at] = byte
      #expect(TransactionRecord(key: record.key, value: spoiled) == nil)
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
