@testable import StrataEngine

/// What the producers ask for, and what they make of the answers.
extension TransactionSchedule {
  mutating func proceed(_ index: Int) {
    guard clients[index].request == nil else { return }
    let call = clients[index].call ?? choose(clients[index])
    requests += 1
    clients[index].call = call
    clients[index].request = RequestID(requests)
    let (client, request) = (clients[index], RequestID(requests))
    switch (call, client.identity) {
    case (.add(let partition), let me?):
      work += coordinator.addPartitions([partition], by: me, version: client.version, as: request, now: now)
        .map(Work.action)
    case (.end(let commits), let me?):
      work += coordinator.end(EndRequest(me, commits: commits, version: client.version), as: request, now: now)
        .map(Work.action)
    case (_, let me):
      work += coordinator.initProducer(InitProducerRequest(timeout: 1_000, expected: me), as: request, now: now)
        .map(Work.action)
    }
  }

  private mutating func choose(_ client: Client) -> Call {
    let roll = Int.random(in: 0..<100, using: &random)
    if roll < 5 { return .start }
    if client.transaction != nil, roll < 50 { return .end(commits: roll < 38) }
    // Who has begun nothing may ask for an end in version 2, which tells it from the one before.
    if client.transaction == nil, client.version == .v2, roll < 12 { return .end(commits: roll < 8) }
    return .add(PartitionID("t", Int32.random(in: 0..<4, using: &random)))
  }

  mutating func answer(_ request: RequestID, _ answer: TransactionShell.Answer) {
    // A crash may have been between: nobody waits.
    guard let index = clients.firstIndex(where: { $0.request == request }), let call = clients[index].call else {
      return
    }
    clients[index].request = nil
    switch answer {
    case .failure(.concurrentTransactions), .failure(.notStored): return
    case .failure(let refusal):
      let isOwner = clients[index].identity != nil && clients[index].identity == disk.record?.producer
      disk.expect((refusal == .invalidState) || !isOwner, "the owner was refused with \(refusal)")
      counts.fenced += refusal == .producerFenced ? 1 : 0
      // Who has nothing to end goes on as itself; who is fenced begins as another, or stops.
      if refusal == .invalidState { return clients[index].begin(.start) }
      clients[index].identity = nil
      clients[index].begin(.start)
      if Int.random(in: 0..<3, using: &random) > 0 { clients.remove(at: index) }
    case .success(let identity):
      succeed(index, call, identity)
    }
  }

  private mutating func succeed(_ index: Int, _ call: Call, _ identity: ProducerIdentity?) {
    let client = clients[index]
    switch call {
    case .start:
      disk.expect(disk.record?.phase == .empty && disk.record?.producer == identity, "init told before it is stored")
      clients[index].identity = identity
      clients[index].begin(nil)
    case .add(let partition):
      disk.expect(disk.record?.phase == .ongoing && disk.record?.producer == client.identity, "added to another's")
      disk.expect(disk.record?.partitions.contains(partition) == true, "add told before it is stored")
      disk.expect(client.transaction == nil || client.transaction == disk.newest, "two transactions in one")
      clients[index].added.insert(partition)
      clients[index].transaction = disk.newest
      clients[index].call = nil
    case .end(let commits):
      if let number = client.transaction {
        let ended = disk.transactions[number]
        disk.expect(ended.commits == commits, "told another end than is stored")
        disk.expect(ended.partitions.isSuperset(of: client.added), "a partition was forgotten")
      } else {
        disk.expect(!commits, "nothing was committed")
      }
      if commits { counts.commits += 1 } else { counts.aborts += 1 }
      clients[index].identity = identity
      clients[index].begin(nil)
    }
  }
}

extension TransactionSchedule.Client {
  fileprivate mutating func begin(_ call: TransactionSchedule.Call?) {
    (added, transaction, self.call) = ([], nil, call)
  }
}
