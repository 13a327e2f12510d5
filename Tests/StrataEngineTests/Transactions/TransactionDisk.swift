@testable import StrataEngine

/// What outlives a crash: the records of a transactional id and the markers in its partitions. It numbers transactions
/// as they are stored, and holds them against what SPEC §7.8 promises; `failure` is the first broken promise.
struct TransactionDisk {
  struct Transaction {
    /// What it was prepared for, once it is.
    var commits: Bool?
    var partitions: Set<PartitionID> = []
    var markers: [PartitionID: Set<Bool>] = [:]
  }

  private(set) var record: TransactionState?
  private(set) var transactions: [Transaction] = []
  private(set) var failure: String?
  private var takenIDs: Int64 = 1

  init(_ record: TransactionState) { self.record = record }

  mutating func expect(_ holds: Bool, _ promise: String) {
    if !holds, failure == nil { failure = promise }
  }

  /// The number of the newest transaction.
  var newest: Int { transactions.count - 1 }

  mutating func takeID() -> Int64 {
    takenIDs += 1
    return takenIDs - 1
  }

  mutating func store(_ next: TransactionState?) {
    let last = record
    record = next
    guard let next else {
      return expect(last.map { [.empty, .committed, .aborted].contains($0.phase) } ?? false, "what is at work expired")
    }
    if let last, next.producer.id == last.producer.id {
      expect(next.producer.epoch >= last.producer.epoch, "an epoch came back")
    }
    switch next.phase {
    case .empty:
      expect(last?.phase != .ongoing && last?.phase.isPrepared != true, "a transaction was dropped")
    case .ongoing:
      if last?.phase != .ongoing { transactions.append(Transaction()) }
      expect(last?.phase.isPrepared != true, "a transaction was taken up again")
      expect(next.partitions.isSuperset(of: last?.partitions ?? []), "a partition was lost")
      transactions[newest].partitions = next.partitions
    case .committing, .aborting:
      if last?.phase == .ongoing {
        expect(next.partitions == transactions[newest].partitions, "a partition was lost")
        transactions[newest].commits = next.phase == .committing
      } else {
        expect(next.phase == .aborting && next.partitions.isEmpty && last?.phase.isPrepared != true, "ended twice")
      }
    case .committed, .aborted:
      expect(last?.phase == (next.phase == .committed ? .committing : .aborting), "not ended as it was prepared")
      if last?.partitions.isEmpty == false {
        expect(Set(transactions[newest].markers.keys) == last?.partitions, "ended before all was marked")
      }
    }
  }

  mutating func write(_ marker: Marking) {
    expect(record?.phase == (marker.commits ? .committing : .aborting), "a marker of what was not prepared")
    expect(record?.producer == marker.producer, "a marker of another producer")
    for partition in marker.partitions {
      expect(record?.partitions.contains(partition) == true, "a marker of another partition")
      if newest >= 0 { transactions[newest].markers[partition, default: []].insert(marker.commits) }
    }
  }

  /// All is over: no transaction has markers of both kinds, or lacks one.
  mutating func checkEnd() {
    expect(record?.phase.isPrepared != true, "a prepared transaction was never ended")
    for transaction in transactions {
      guard let commits = transaction.commits else { continue }
      for partition in transaction.partitions {
        expect(transaction.markers[partition] == [commits], "\(partition) has not the marker of its transaction")
      }
    }
  }
}
