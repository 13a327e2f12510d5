import Glibc
import StrataEngine
import StrataLog
import StrataWire
import Testing

@testable import StrataBroker

/// Somebody who sends to one side: what it is called there.
struct SenderIdentity {
  var id: Int64
  var epoch: Int16
}

/// One side of a differential run, and the calls that a schedule makes of it. Transactions of ours are the engine's
/// own, for the broker does not speak of them; all else goes over the wire on both sides.
final class Side {
  let rig: Rig
  private let client: RawClient

  init(_ rig: Rig) throws {
    self.rig = rig
    client = try rig.client()
  }

  /// A number for a sender.
  func begin() throws -> SenderIdentity {
    try patiently {
      let answer = try client.call(InitProducerIdRequest(transactionalID: nil, transactionTimeoutMs: 60_000))
      return (answer.errorCode, SenderIdentity(id: answer.producerID, epoch: answer.producerEpoch))
    }.1
  }

  /// Takes a transactional id over.
  func begin(_ name: String) throws -> SenderIdentity {
    try patiently { () throws in
      switch rig {
      case .ours(let running):
        do throws(EngineError) {
          let producer = try running.engine.transactions.initProducer(name, InitProducerRequest(timeout: 60_000))
          return (.none, SenderIdentity(id: producer.id, epoch: producer.epoch))
        } catch { return (error.code, SenderIdentity(id: -1, epoch: -1)) }
      case .kafka:
        _ = try client.call(FindCoordinatorRequest(keyType: 1, coordinatorKeys: [name]))
        let answer = try client.call(InitProducerIdRequest(transactionalID: name, transactionTimeoutMs: 60_000))
        return (answer.errorCode, SenderIdentity(id: answer.producerID, epoch: answer.producerEpoch))
      }
    }.1
  }

  /// Ends a transaction, and waits until its markers are written. Answers why not, and as whom to go on.
  func end(
    _ name: String, _ sender: SenderIdentity, commits: Bool
  ) throws -> (ErrorCode, SenderIdentity) {
    let answer = try patiently { () throws in
      switch rig {
      case .ours(let running):
        let request = EndRequest(ProducerIdentity(id: sender.id, epoch: sender.epoch), commits: commits)
        do throws(EngineError) {
          let producer = try running.engine.transactions.end(name, request)
          return (.none, SenderIdentity(id: producer.id, epoch: producer.epoch))
        } catch { return (error.code, sender) }
      case .kafka: return try endInKafka(name, sender, commits)
      }
    }
    if case .kafka = rig { while answer.0 == .none, try isBeingMarked(name) { usleep(500) } }
    return answer
  }

  /// Whether markers are still on their way; asked by DescribeTransactions, version 0, which the broker does not have.
  private func isBeingMarked(_ name: String) throws -> Bool {
    let answer = try ask(65, 0, [2, UInt8(name.utf8.count + 1)] + Array(name.utf8) + [0])
    return String(decoding: answer, as: UTF8.self).contains("Prepare")
  }

  /// Asks for something that the broker does not have, in a flexible version.
  private func ask(_ key: UInt8, _ version: UInt8, _ body: [UInt8]) throws -> [UInt8] {
    let frame = [0, key, 0, version, 0, 0, 0, 1, 255, 255, 0] + body
    try client.send(bytes: Self.bytes(Int32(frame.count)) + frame)
    return try #require(try client.frame())
  }

  /// EndTxn, version 5, which the broker does not have.
  private func endInKafka(
    _ name: String, _ sender: SenderIdentity, _ commits: Bool
  ) throws -> (ErrorCode, SenderIdentity) {
    let asking = Self.bytes(sender.id) + Self.bytes(sender.epoch) + [commits ? 1 : 0, 0]
    let answer = try ask(26, 5, [UInt8(name.utf8.count + 1)] + Array(name.utf8) + asking)
    func number(_ range: Range<Int>) -> Int64 { answer[range].reduce(0) { $0 << 8 | Int64($1) } }
    let code = ErrorCode(rawValue: Int16(truncatingIfNeeded: number(9..<11)))
    guard code == .none else { return (code, sender) }
    return (code, SenderIdentity(id: number(11..<19), epoch: Int16(truncatingIfNeeded: number(19..<21))))
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    unsafe withUnsafeBytes(of: number.bigEndian) { unsafe Array($0) }
  }

  /// Sends a batch; as part of a transaction if it has a name.
  func produce(
    _ batch: [UInt8], _ name: String?, to topic: (name: String, id: WireUUID), _ partition: Int32
  ) throws -> (ErrorCode, String) {
    try patiently { () throws in
      if let name, case .ours(let running) = rig { return try produce(batch, name, topic.name, partition, running) }
      let answer = try client.call(
        ProduceRequest(
          transactionalID: name, acks: -1, timeoutMs: 10_000,
          topicData: [
            .init(name: topic.name, topicID: topic.id, partitionData: [.init(index: partition, records: .bytes(batch))])
          ])
      ).responses[0].partitionResponses[0]
      return (answer.errorCode, answer.errorCode == .none ? answer.summary : "\(answer.errorCode.rawValue)")
    }
  }

  private func produce(
    _ bytes: [UInt8], _ name: String, _ topic: String, _ partition: Int32, _ running: RunningBroker
  ) throws -> (ErrorCode, String) {
    let batch = try RecordBatch(checking: bytes.span)
    let producer = try #require(batch.header.producer)
    do throws(EngineError) {
      let identity = ProducerIdentity(id: producer.id, epoch: producer.epoch)
      try running.engine.transactions.add([PartitionID(topic, partition)], to: name, by: identity)
      let partition = try running.engine.topic(topic).partition(partition)
      let end = try partition.log.endOffset()
      let appended = try partition.append(batch)
      // One that is there already is answered with its time, too.
      let isStamped = try partition.log.settings.stampsAppendTime || appended.baseOffset < end
      let summary = "0 at \(appended.baseOffset) from 0\(isStamped ? " stamped" : "")"
      return (.none, summary)
    } catch {
      // What the coordinator says is said in the words of clients that send records.
      let code = error.code == .producerFenced ? ErrorCode.invalidProducerEpoch : error.code
      return (code, "\(code.rawValue)")
    }
  }

  /// Asks again while a coordinator is busy.
  private func patiently<Answer>(_ body: () throws -> (ErrorCode, Answer)) throws -> (ErrorCode, Answer) {
    for _ in 0..<4_000 {
      let answer = try body()
      switch answer.0 {
      case .concurrentTransactions, .coordinatorNotAvailable, .coordinatorLoadInProgress, .notCoordinator: usleep(2_000)
      default: return answer
      }
    }
    throw RawClient.Failure(description: "a coordinator was busy for ever")
  }

  /// The offset that a time leads to.
  func offset(
    at time: Int64, isCommitted: Bool, in topic: (name: String, id: WireUUID), _ partition: Int32
  ) throws -> String {
    let answer = try client.call(
      ListOffsetsRequest(
        replicaID: -1, isolationLevel: isCommitted ? 1 : 0,
        topics: [.init(name: topic.name, partitions: [.init(partitionIndex: partition, timestamp: time)])])
    ).topics[0].partitions[0]
    // A marker's is of this moment.
    let time = answer.timestamp > ProduceSchedule.epoch ? "now" : "\(answer.timestamp)"
    return "\(answer.errorCode.rawValue) offset \(answer.offset) time \(time)"
  }

  /// What a reader is told and given.
  func fetch(
    isCommitted: Bool, from topic: (name: String, id: WireUUID), _ partition: Int32
  ) throws -> (FetchResponse.Partition, [UInt8]) {
    let question = FetchQuestion(maxBytes: 8 << 20, partitionMaxBytes: 8 << 20, isCommitted: isCommitted)
    let answer = try client.call(question.request(topic, [partition]), version: 17).responses[0].partitions[0]
    guard case .frame(let range) = answer.records else { return (answer, []) }
    return (answer, Array(client.lastFrame[range]))
  }
}
