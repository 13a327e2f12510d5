import Testing

@testable import StrataEngine

/// SPEC §16.2
@Suite struct MetadataRecordTests {
  static let topic = TopicID("0vhvVjaBQB2mJSQgggjK0w") ?? TopicID(high: 0, low: 0)
  static let directory = TopicID("bJ9WCvP-o9_aJjzSryNUeQ") ?? TopicID(high: 0, low: 0)

  @Test(
    "a record is what Apache Kafka 4.3.1 writes, byte for byte",
    arguments: [
      (.feature("metadata.version", level: 30), "010c00116d657461646174612e76657273696f6e001e00"),
      (.topic("alpha", topic), "01020006616c706861d2f86f563681401da62524208208cad300"),
      (
        .setting(.topic("alpha"), name: "cleanup.policy", value: "compact"),
        "0104000206616c7068610f636c65616e75702e706f6c69637908636f6d7061637400"
      ),
      (
        .setting(.allNodes, name: "min.insync.replicas", value: "1"),
        "0104000401146d696e2e696e73796e632e7265706c69636173023100"
      ),
    ] as [(MetadataRecord, String)])
  func golden(record: MetadataRecord, hex: String) {
    #expect(Self.hex(record.bytes) == hex)
  }

  @Test(
    "what Kafka only writes of itself is what its own tool reads",
    arguments: [
      (.setting(.node(1), name: "a", value: "b"), "01040004023102610262" + "00"),
      (.producers(below: 1_000, by: 1), "010f0000000001" + "0000000000000000" + "00000000000003e800"),
      (
        .broker(1, epoch: 8, directory: directory),
        "01000400000001" + "00" + "6c9f560af3fea3dfda263cd2af235479" + "0000000000000008" + "010100" + "0101"
          + "010011026c9f560af3fea3dfda263cd2af235479"
      ),
      (
        .partition(2, of: topic, on: 1, epoch: 3, directory: directory),
        "01030200000002" + "d2f86f563681401da62524208208cad3" + "0200000001" + "010101" + "ffffffff" + "00000003"
          + "00000000" + "026c9f560af3fea3dfda263cd2af235479" + "0201050200000001" + "02050200000001"
      ),
    ] as [(MetadataRecord, String)])
  func ours(record: MetadataRecord, hex: String) {
    #expect(Self.hex(record.bytes) == hex)
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
