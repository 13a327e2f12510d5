import FuzzKit
import WireKit

@testable import StrataLog

/// What a log keeps of those who write to it (SPEC §4.6, §4.7): whatever the bytes are, reading gives a flaw or what is
/// written as the same bytes; and a log goes on from it: a batch and a marker are judged and taken.
///
/// An input is one byte, which says of what kind the file is, and the file.
final class ProducersTarget: FuzzTarget {
  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard let kind = input.count > 0 ? input[0] : nil else { return }
    let file = input.extracting(droppingFirst: 1)
    if kind & 1 == 0 { try snapshot(file) } else { try transactions(file) }
  }

  private func snapshot(_ file: Span<UInt8>) throws {
    guard let snapshot = try? ProducerSnapshot(reading: file) else { return }
    guard snapshot.encoded().span.isEqual(file) else { throw FuzzFailure("a snapshot is written as another") }
    var producers = Producers(snapshot)
    let known = producers.snapshot
    guard Producers(known).snapshot == known else { throw FuzzFailure("\(known) is not what is read of it") }
    var end = Offset.most / 2
    for producer in known.producers {
      var builder = try BatchBuilder()
      builder.producer = BatchProducer(
        id: producer.id, epoch: producer.epoch, sequence: producer.lastSequence == .max ? 0 : producer.lastSequence + 1)
      builder.isTransactional = producer.openSince >= 0
      try builder.add(key: nil as [UInt8]?, value: nil, timestamp: producer.lastTimestamp)
      let header = try builder.finish().header
      if (try? producers.judge(header)) == .some(nil) { producers.appended(header, baseOffset: end) }
      let marker = TransactionMarker(
        producerID: producer.id, producerEpoch: producer.epoch, kind: .abort,
        coordinatorEpoch: producer.coordinatorEpoch)
      try producers.judge(marker)
      let aborted = producers.ended(marker, at: end + 1, producer.lastTimestamp)
      guard (aborted != nil) == (producer.openSince >= 0) else {
        throw FuzzFailure("\(producer) has ended \(String(describing: aborted))")
      }
      end += 2
    }
    guard producers.firstOpen == nil else { throw FuzzFailure("all has ended, and something is open") }
  }

  private func transactions(_ file: Span<UInt8>) throws {
    guard let entries = try? TransactionIndex.entries(reading: file, base: Offset(0)) else { return }
    guard TransactionIndex.encoded(entries).span.isEqual(file) else {
      throw FuzzFailure("an index of transactions is written as another")
    }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    let isSnapshot = chance.next() % 2 == 0
    var bytes: [UInt8] = [isSnapshot ? 0 : 1]
    let count = Int(chance.next() % 6)
    if isSnapshot {
      let producers = (0..<count).map { n in
        ProducerSnapshot.Producer(
          id: Int64(n), epoch: Int16(chance.next() % 4), lastSequence: Int32(chance.next() % 100) - 1,
          lastOffset: Int64(chance.next() % 1000) + 100, offsetDelta: Int32(chance.next() % 10),
          lastTimestamp: Timestamp(milliseconds: 1), coordinatorEpoch: Int32(chance.next() % 3) - 1,
          openSince: Int64(chance.next() % 200) - 100)
      }
      bytes += ProducerSnapshot(producers).encoded()
    } else {
      var last: Int64 = 0
      bytes += TransactionIndex.encoded(
        (0..<count).map { n in
          let first = last + Int64(chance.next() % 10)
          last = first + 1 + Int64(chance.next() % 10)
          return AbortedTransaction(
            producerID: Int64(n), firstOffset: Offset(first), lastOffset: Offset(last), lastStableOffset: Offset(first))
        })
    }
    return (bytes, stride(from: 1, to: bytes.count - 3, by: 4).map { FrameMark(.number, $0..<$0 + 4) })
  }

  /// Sums most snapshots.
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard bytes.count > 11, bytes[0] & 1 == 0, chance.next() % 8 != 0 else { return }
    bytes.put(crc32c(bytes.span.extracting(droppingFirst: 7)), at: 3)
  }
}
