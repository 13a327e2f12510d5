/// What an Apache Kafka of one node knows of itself, one fact a record of its metadata log (SPEC §16.2).
///
/// ```text
/// 1 (frame)   type   version   fields, compact, of the type   tagged fields
///  varint    varint   varint
/// ```
enum MetadataRecord: Hashable {
  /// Up to which level the cluster has a feature.
  case feature(String, level: Int16)
  /// A node that was stopped in good order: fenced, its one directory of records known by `directory`.
  case broker(Int32, epoch: Int64, directory: TopicID)
  /// A topic's name and id.
  case topic(String, TopicID)
  /// A partition that only `node` has, stopped in good order: no leader, and nobody else that may become it.
  case partition(Int32, of: TopicID, on: Int32, epoch: Int32, directory: TopicID)
  /// A setting that was given.
  case setting(MetadataResource, name: String, value: String)
  /// Producer ids below this were given out.
  case producers(below: Int64, by: Int32)

  /// A record's value; it has no key.
  var bytes: [UInt8] {
    var writer = KafkaWriter()
    let (type, version) = kind
    for number in [1, type, version] { writer.put(varint: number) }
    switch self {
    case .feature(let name, let level):
      writer.put(compact: name)
      writer.put(level)
      writer.put(tags: [])
    case .broker(let node, let epoch, let directory):
      writer.put(node)
      writer.put(UInt8(0))
      // Which life of the node it was: any number that its next life won't draw.
      writer.put(directory)
      writer.put(epoch)
      // Where it listened and what it could do is said by its next life.
      writer.put(varint: 1)
      writer.put(varint: 1)
      writer.put(varint: 0)
      for isSo in [true, true] { writer.put(UInt8(isSo ? 1 : 0)) }
      writer.put(tags: [(0, KafkaWriter.list(of: directory))])
    case .topic(let name, let id):
      writer.put(compact: name)
      writer.put(id)
      writer.put(tags: [])
    case .partition(let index, let topic, let node, let epoch, let directory):
      writer.put(index)
      writer.put(topic)
      writer.put(compact: [node]) { $0.put($1) }
      // In sync, leaving, coming: nobody.
      for _ in 0..<3 { writer.put(varint: 1) }
      for number in [-1, epoch, 0] { writer.put(number) }
      writer.put(compact: [directory]) { $0.put($1) }
      // Who may lead it, and who did last.
      writer.put(tags: [(1, KafkaWriter.list(of: node)), (2, KafkaWriter.list(of: node))])
    case .setting(let resource, let name, let value):
      writer.put(resource.kind)
      for text in [resource.name, name, value] { writer.put(compact: text) }
      writer.put(tags: [])
    case .producers(let end, let node):
      writer.put(node)
      writer.put(Int64(0))
      writer.put(end)
      writer.put(tags: [])
    }
    return writer.bytes
  }

  private var kind: (type: Int, version: Int) {
    switch self {
    case .broker: (0, 4)
    case .topic: (2, 0)
    case .partition: (3, 2)
    case .setting: (4, 0)
    case .feature: (12, 0)
    case .producers: (15, 0)
    }
  }
}

/// Whose setting it is.
enum MetadataResource: Hashable {
  case topic(String)
  case node(Int32)
  case allNodes

  fileprivate var kind: Int8 { if case .topic = self { 2 } else { 4 } }

  fileprivate var name: String {
    switch self {
    case .topic(let name): name
    case .node(let number): String(number)
    case .allNodes: ""
    }
  }
}

extension KafkaWriter {
  fileprivate mutating func put(_ id: TopicID) {
    put(id.high)
    put(id.low)
  }

  fileprivate static func list(of id: TopicID) -> [UInt8] {
    var writer = KafkaWriter()
    writer.put(compact: [id]) { $0.put($1) }
    return writer.bytes
  }

  fileprivate static func list(of node: Int32) -> [UInt8] {
    var writer = KafkaWriter()
    writer.put(compact: [node]) { $0.put($1) }
    return writer.bytes
  }
}
