import FuzzKit
import StrataLog
import WireKit

@testable import StrataEngine

/// What an Apache Kafka knows of itself (SPEC §16.2, §16.3): whatever the records of its metadata log are, taking its
/// directory over is refused and leaves no catalog, or leaves one that the next start reads; and what was understood is
/// written as records that say the same.
///
/// An input is the records' values, each behind two bytes of length.
final class MetadataTarget: FuzzTarget {
  private static let mark = Array(
    "version=1\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\nnode.id=1\ndirectory.id=AAAAAAAAAAkAAAAAAAAACQ\n".utf8)
  private static let directory = TopicID(high: 9, low: 9)

  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    let values = Values.read(input)
    try takeOver(values)
    try writeAgain(values)
  }

  private func takeOver(_ values: [[UInt8]]) throws {
    guard !values.isEmpty else { return }
    let files = MemoryStorage()
    try files.makeDirectory("d")
    try files.replace("d/meta.properties", with: Self.mark.span)
    let place = "d/\(PartitionID(MetadataLog.topic, 0))"
    try files.makeDirectory(place)
    var builder = try BatchBuilder()
    for value in values { try builder.add(key: nil, value: value, timestamp: Timestamp(milliseconds: 1)) }
    try files.open("\(place)/00000000000000000000.log", create: true).write(builder.finish().bytes, at: 0)
    let catalog = TwinFile(storage: files, directory: "d", name: TopicCatalog.fileName, mark: "crc ")
    do throws(EngineError) {
      try KafkaTakeover("d", files, time: SystemTime())?.run()
    } catch {
      guard try catalog.read() == nil else { throw FuzzFailure("refused, and there is a catalog: \(error)") }
      return
    }
    do throws(EngineError) { _ = try TopicStore.read(catalog) } catch { throw FuzzFailure("\(error)") }
  }

  private func writeAgain(_ values: [[UInt8]]) throws {
    var image = MetadataImage()
    guard values.allSatisfy({ image.take($0) }) else { return }
    var records: [MetadataRecord] = []
    for (id, topic) in image.topics {
      records.append(.topic(topic.name, id))
      for (index, partition) in topic.partitions where partition.nodes.count == 1 {
        records.append(
          .partition(index, of: id, on: partition.nodes[0], epoch: partition.epoch, directory: Self.directory))
      }
    }
    for (resource, settings) in image.settings {
      for (name, value) in settings { records.append(.setting(resource, name: name, value: value)) }
    }
    records.append(.producers(below: image.producers, by: 1))
    var again = MetadataImage()
    guard records.allSatisfy({ again.take($0.bytes) }) else { throw FuzzFailure("what \(image) wrote can't be read") }
    let topics = image.topics.mapValues { topic in
      MetadataImage.Topic(name: topic.name, partitions: topic.partitions.filter { $0.value.nodes.count == 1 })
    }
    guard again.topics == topics, again.settings == image.settings.filter({ !$0.value.isEmpty }),
      again.producers == image.producers
    else { throw FuzzFailure("\(image) reads as \(again)") }
  }

  // MARK: Inputs

  func make(_ chance: WireKit.Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    var values = MetadataLog.features.filter { _ in chance.next() % 4 == 0 }.map(\.bytes)
    values.append(MetadataRecord.producers(below: Int64(chance.next() % 5_000), by: 1).bytes)
    for (name, value) in [("log.retention.ms", "5000"), ("log.cleanup.policy", ""), ("rsm.config.a", "b c")] {
      if chance.next() % 3 == 0 { values.append(MetadataRecord.setting(.allNodes, name: name, value: value).bytes) }
    }
    for n in 1...UInt64.random(in: 1...3, using: &chance) {
      let id = TopicID(high: n, low: n)
      let isTransaction = chance.next() % 3 == 0
      // The beginning of a transaction, its end, a change of leader, a removal.
      if isTransaction { values.append([1, 23, 0, 0]) }
      let name = ["t\(n)", "__consumer_offsets", "__transaction_state"][Int(chance.next() % 8 % 3)]
      values.append(MetadataRecord.topic(name, id).bytes)
      for index in 0..<Int32.random(in: 1...3, using: &chance) {
        let record = MetadataRecord.partition(index, of: id, on: 1, epoch: 3, directory: Self.directory)
        values.append(record.bytes)
        var change = KafkaWriter()
        for number in [1, 5, 2] { change.put(varint: number) }
        change.put(index)
        for half in [id.high, id.low] { change.put(half) }
        change.put(tags: [(1, [0, 0, 0, 1])])
        if chance.next() % 3 == 0 { values.append(change.bytes) }
      }
      let setting = [("segment.bytes", "1048576"), ("cleanup.policy", "compact"), ("retention.ms", "-1")]
      if let (key, value) = setting.randomElement(using: &chance) {
        values.append(MetadataRecord.setting(.topic(name), name: key, value: value).bytes)
      }
      if chance.next() % 6 == 0 {
        var removal = KafkaWriter()
        for number in [1, 9, 0] { removal.put(varint: number) }
        for half in [id.high, id.low] { removal.put(half) }
        removal.put(tags: [])
        values.append(removal.bytes)
      }
      if isTransaction { values.append([1, chance.next() % 3 == 0 ? 25 : 24, 0, 0]) }
    }
    return Values.written(values)
  }
}

/// Values of records as one input, each behind two bytes of length; one that says more than there is takes what there
/// is.
enum Values {
  static func read(_ input: Span<UInt8>) -> [[UInt8]] {
    var values: [[UInt8]] = []
    var at = 0
    while input.count - at >= 2 {
      let count = min(Int(input[at]) << 8 | Int(input[at + 1]), input.count - at - 2)
      values.append([UInt8](copying: input.extracting(at + 2..<at + 2 + count)))
      at += 2 + count
    }
    return values
  }

  static func written(_ values: [[UInt8]]) -> (bytes: [UInt8], marks: [FrameMark]) {
    var bytes: [UInt8] = []
    var marks: [FrameMark] = []
    for value in values {
      bytes += [UInt8(value.count >> 8 & 0xFF), UInt8(value.count & 0xFF)]
      marks += (bytes.count..<bytes.count + value.count).map { FrameMark(.content, $0..<$0 + 1) }
      bytes += value
    }
    return (bytes, marks)
  }
}
