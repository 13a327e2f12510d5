import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §16.2, §16.3
@Suite struct MetadataImageTests {
  static let id = TopicID(high: 1, low: 1)

  static func image(_ values: [[UInt8]]) -> MetadataImage? {
    var image = MetadataImage()
    return values.allSatisfy { image.take($0) } ? image : nil
  }

  /// A value of raw numbers, each a byte.
  static func change(leader: Bool) -> [UInt8] {
    [1, 5, 2, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1] + (leader ? [1, 1, 4, 0, 0, 0, 1] : [0])
  }

  static let topic = [
    MetadataRecord.topic("t", id), .setting(.topic("t"), name: "a", value: "1"),
    .partition(0, of: id, on: 1, epoch: 3, directory: id),
  ].map(\.bytes)

  @Test("a change of leader is a new epoch, another change is none")
  func epochs() throws {
    let image = try #require(
      Self.image(Self.topic + [Self.change(leader: true), Self.change(leader: false), Self.change(leader: true)]))
    #expect(image.topics[Self.id]?.partitions == [0: .init(nodes: [1], epoch: 5)])
  }

  @Test("what was removed or taken back is gone, and kinds that do not matter are passed over")
  func removed() throws {
    let removal: [UInt8] = [1, 9, 0] + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1] + [0]
    let nothing: [UInt8] = [1, 20, 0, 0]
    let noValue: [UInt8] = [1, 4, 0, 2, 2, 0x74, 2, 0x61, 0, 0]
    var image = try #require(Self.image(Self.topic + [nothing, noValue]))
    #expect(image.settings == [.topic("t"): [:]] && image.topics.count == 1)
    #expect(image.take(removal) && image.topics.isEmpty && image.settings.isEmpty)
  }

  @Test("of a transaction all counts or nothing")
  func transactions() throws {
    let (begin, end, abort): ([UInt8], [UInt8], [UInt8]) = ([1, 23, 0, 0], [1, 24, 0, 0], [1, 25, 0, 0])
    #expect(Self.image([begin] + Self.topic)?.topics.isEmpty == true)
    #expect(Self.image([begin] + Self.topic + [abort])?.topics.isEmpty == true)
    #expect(Self.image([begin] + Self.topic + [end])?.topics.count == 1)
  }

  @Test("every prefix of a record that matters is refused or passed over, none traps")
  func prefixes() {
    for value in Self.topic + [Self.change(leader: true)] {
      for count in 0..<value.count {
        var image = MetadataImage()
        _ = image.take(Array(value[..<count]))
      }
    }
    #expect(Self.image([[]]) == nil && Self.image([[1, 2, 9]]) == nil && Self.image([[2, 2, 0]]) == nil)
  }

  @Test("a checkpoint stands for the records before it, and a torn end counts for nothing")
  func checkpoints() throws {
    let files = MemoryStorage()
    try files.makeDirectory("d")
    let path = "d/__cluster_metadata-0"
    func batch(_ values: [[UInt8]], at base: UInt8) throws -> [UInt8] {
      var builder = try BatchBuilder()
      for value in values { try builder.add(key: nil, value: value, timestamp: Timestamp(milliseconds: 1)) }
      let batch = try builder.finish()
      var bytes = (0..<batch.bytes.count).map { batch.bytes[$0] }
      bytes[7] = base
      return bytes
    }
    try files.makeDirectory(path)
    func put(_ name: String, _ bytes: [UInt8]) throws {
      let file = try files.open("\(path)/\(name)", create: true)
      try file.truncate(0)
      try file.write(bytes.span, at: 0)
    }
    let other = MetadataRecord.topic("other", TopicID(high: 2, low: 2)).bytes
    // The log's first three records name another topic, which the checkpoint does not know any more.
    let log = try batch([other, other, other], at: 0) + batch([Self.change(leader: true)], at: 3)
    try put("00000000000000000000.log", log + [1, 2, 3])
    #expect(throws: EngineError.self) { try #require(MetadataFiles("d", files)).image() }
    try put("00000000000000000003-0000000001.checkpoint", batch(Self.topic, at: 0))
    let image = try #require(MetadataFiles("d", files)).image()
    #expect(image.topics.map(\.value.name) == ["t"])
    #expect(image.topics[Self.id]?.partitions[0]?.epoch == 4)
    try put("00000000000000000003-0000000001.checkpoint", batch(Self.topic, at: 0) + [1])
    #expect(throws: EngineError.self) { try #require(MetadataFiles("d", files)).image() }
  }
}
