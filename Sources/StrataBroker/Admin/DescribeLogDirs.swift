import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// The data directory, what lies in it and how much room it has (SPEC §12.4).
  static let describeLogDirs = Handler(DescribeLogDirsRequest.self) { request, call in
    let engine = call.broker.engine
    let asked = request.topics.map { topics in
      Dictionary(topics.map { ($0.topic, Set($0.partitions)) }) { $0.union($1) }
    }
    let topics = engine.topics.compactMap { topic -> DescribeLogDirsResponse.Topic? in
      let partitions = topic.partitions.filter { asked?[topic.name]?.contains($0.id.index) ?? (asked == nil) }
      guard !partitions.isEmpty else { return nil }
      return .init(
        name: topic.name,
        partitions: partitions.compactMap { partition in
          // Of a log that can't be opened there is nothing to tell; who reads it is told why.
          guard let log = try? partition.log else { return nil }
          return .init(
            partitionIndex: partition.id.index, partitionSize: Int64(log.byteCount), offsetLag: 0, isFutureKey: false)
        })
    }
    let room = engine.isInMemory ? nil : DiskRoom(at: engine.directory)
    return .now(
      DescribeLogDirsResponse(
        results: [
          .init(
            logDir: engine.directory, topics: topics, totalBytes: room?.total ?? -1, usableBytes: room?.usable ?? -1)
        ]))
  }
}
