import StrataEngine
import StrataLog
import StrataWire

extension Handler {
  /// Stores batches as they come (SPEC §12.2): checked, not decoded, copied once, into the log's mapping.
  static let produce = Handler(ProduceRequest.self) { request, call in
    guard (-1...1).contains(request.acks) else {
      return .now(ProduceResponse(responses: refused(request, .invalidRequiredAcks)))
    }
    var failure: String?
    let topics = request.topicData.map { topic in
      let found = find(topic, call)
      return ProduceResponse.Topic(
        name: topic.name, topicID: topic.topicID,
        partitionResponses: topic.partitionData.map { partition in
          let response = store(partition, found, request, call)
          if response.errorCode != .none {
            failure =
              failure
              ?? "\(topic.name.isEmpty ? "\(topic.topicID)" : topic.name)-\(partition.index): \(response.errorCode)"
          }
          return response
        })
    }
    guard request.acks == 0 else { return .now(ProduceResponse(responses: topics)) }
    // Who wants no answer learns of a failure by the end of the connection.
    return failure.map { .close("a produce that wants no answer failed: \($0)") } ?? .none
  }

  private static func refused(_ request: ProduceRequest, _ code: ErrorCode) -> [ProduceResponse.Topic] {
    request.topicData.map { topic in
      .init(
        name: topic.name, topicID: topic.topicID,
        partitionResponses: topic.partitionData.map { .init(index: $0.index, errorCode: code, baseOffset: -1) })
    }
  }

  private static func find(
    _ topic: ProduceRequest.Topic, _ call: Call<ProduceResponse>
  ) -> Result<Topic, ProduceRefusal> {
    if call.version >= 13 {
      return call.broker.engine.topic(TopicID(topic.topicID)).map { .success($0) }
        ?? .failure(ProduceRefusal(.unknownTopicID))
    }
    do throws(EngineError) {
      return .success(try call.broker.engine.topic(topic.name))
    } catch { return .failure(ProduceRefusal(error.code)) }
  }

  private static func store(
    _ asked: ProduceRequest.Partition, _ topic: Result<Topic, ProduceRefusal>, _ request: ProduceRequest,
    _ call: Call<ProduceResponse>
  ) -> ProduceResponse.Partition {
    do throws(ProduceRefusal) {
      let topic = try topic.get()
      guard topic.partitions.indices.contains(Int(asked.index)) else {
        throw ProduceRefusal(.unknownTopicOrPartition)
      }
      let partition = topic.partitions[Int(asked.index)]
      let log: Log
      do throws(EngineError) { log = try partition.log } catch { throw ProduceRefusal(error.code) }
      let stored = call.withRecords(asked.records) { bytes in
        store(bytes, in: partition, log, call)
      }
      guard let stored else { throw ProduceRefusal(.invalidRecord) }
      let appended = try stored.get()
      return .init(
        index: asked.index, errorCode: .none, baseOffset: appended.baseOffset.value, logAppendTimeMs: appended.time,
        logStartOffset: log.startOffset.value)
    } catch {
      return .init(
        index: asked.index, errorCode: error.code, baseOffset: -1, logStartOffset: error.logStartOffset,
        recordErrors: error.records, errorMessage: error.message)
    }
  }

  private static func store(
    _ bytes: Span<UInt8>, in partition: Partition, _ log: Log, _ call: Call<ProduceResponse>
  ) -> Result<Stored, ProduceRefusal> {
    do throws(ProduceRefusal) {
      let batch = try ProduceCheck(log: log, version: call.version).batch(in: bytes)
      do throws(EngineError) {
        let end = log.endOffset()
        let appended = try partition.append(batch)
        if let line = call.broker.storageTrouble.took(partition.id) { call.broker.log(line) }
        // What lies below the old end was stored before: then Kafka tells its time as well.
        let isTimed = appended.baseOffset < end || log.settings.stampsAppendTime
        return .success(
          Stored(baseOffset: appended.baseOffset, time: isTimed ? appended.timestamp.milliseconds : -1))
      } catch {
        if let line = call.broker.storageTrouble.refused(by: partition.id, error) { call.broker.log(line) }
        throw ProduceRefusal(error, logStartOffset: log.startOffset.value)
      }
    } catch { return .failure(error) }
  }

  /// Where a batch lies.
  private struct Stored {
    var baseOffset: Offset
    /// The time of an append, where it is told; else −1.
    var time: Int64
  }
}
