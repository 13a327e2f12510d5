import StrataEngine
import StrataLog
import StrataTransport

/// Topics of the engine and their offsets.
struct InProcessAdmin: TransportAdmin {
  let engine: Engine
  /// Throws once the transport is closed; is told what is attempted.
  let check: @Sendable (String) throws(TransportError) -> Void

  private func attempt<Result>(
    _ attempted: String, _ body: () throws(EngineError) -> Result
  ) throws(TransportError) -> Result {
    try check(attempted)
    do throws(EngineError) { return try body() } catch { throw TransportError(error, attempted) }
  }

  func createTopic(_ name: String, partitions: Int32, settings: [String: String]) async throws(TransportError) {
    try attempt("creating topic \(name)") { () throws(EngineError) in
      _ = try engine.createTopic(name, partitions: partitions, settings: try TopicSettings(settings))
    }
  }

  func deleteTopic(_ name: String) async throws(TransportError) {
    try attempt("deleting topic \(name)") { () throws(EngineError) in try engine.deleteTopic(name) }
  }

  func topics() async throws(TransportError) -> [TopicDescription] {
    try attempt("listing topics") { () throws(EngineError) in
      try engine.checkOpen()
      return engine.topics.map {
        TopicDescription(
          name: $0.name, id: $0.id.description, partitions: Int32($0.partitions.count), settings: $0.settings.given)
      }
    }
  }

  func offset(of partition: TopicPartition, at position: StartPosition) async throws(TransportError) -> Int64? {
    try attempt("looking up an offset of \(partition)") { () throws(EngineError) in
      try engine.topic(partition.topic).partition(partition.partition).offset(at: position)
    }
  }
}

extension Partition {
  /// Where a reader begins at a position: for a time after the last record's, at the end. To who reads what is
  /// committed that is where the oldest open transaction began.
  func begin(at position: StartPosition, _ isolation: Isolation) throws(EngineError) -> Int64 {
    if position != .end, let offset = try offset(at: position) { return offset }
    return try isolation == .readCommitted ? log.stableOffset().value : log.endOffset().value
  }

  /// The offset at a position: nil for a time after the last record's; throws for an offset outside what is kept.
  func offset(at position: StartPosition) throws(EngineError) -> Int64? {
    let log = try log
    switch position {
    case .beginning: return log.startOffset.value
    case .end: return log.endOffset().value
    case .offset(let offset):
      let (start, end) = (log.startOffset, log.endOffset())
      guard start.value...max(start, end).value ~= offset else {
        throw .invalid("offset \(offset) of \(id)", reason: "records are kept from \(start) up to \(end)")
      }
      return offset
    case .time(let time):
      do throws(LogError) {
        return try log.offset(atOrAfter: Timestamp(milliseconds: time))?.offset.value
      } catch { throw .log(partition: id, error) }
    }
  }
}
