import StrataEngine
import StrataLog
import StrataWire

/// Fetches that wait for more to read (SPEC §12.2): each until an append brings enough, something has to be told, or
/// its time is over. A connection has one request at a time, so its number names its fetch.
struct ParkedFetches {
  private struct Parked {
    let fetch: OpenFetch
    let reply: Reply<FetchResponse>
    let signal: Signal
    let partitions: [Partition]
    let alarm: Alarms.Token
  }

  private var parked: [UInt64: Parked] = [:]

  /// How many wait.
  var count: Int { parked.count }

  /// Has a fetch wait that found too little.
  mutating func park(
    _ fetch: OpenFetch, _ reading: FetchReading, for milliseconds: Int64, _ connection: UInt64,
    _ reply: Reply<FetchResponse>, _ broker: BrokerLoop
  ) {
    let signal = Signal { [mailbox = broker.mailbox, address = reply.address] in
      mailbox.post { $0.parkedFetches.look(at: connection, address, $0) }
    }
    var partitions: [Partition] = []
    var isNews = false
    for (place, target) in fetch.targets.enumerated() {
      let found = FetchReading.partition(target, of: broker.engine, usesIDs: fetch.usesIDs)
      guard case .success(let partition) = found else {
        isNews = true
        continue
      }
      partition.notify(signal)
      partitions.append(partition)
      // Others append from threads of their own: what came between the reading and now raises nothing any more.
      if (try? partition.log)?.endOffset().value != reading.states[place].highWatermark { isNews = true }
    }
    let alarm = broker.after(milliseconds) { [unowned broker] in
      broker.parkedFetches.finish(connection, broker)
    }
    parked[connection] = Parked(
      fetch: fetch, reply: reply, signal: signal, partitions: partitions, alarm: alarm)
    if isNews { signal.raise() }
  }

  /// Something was appended, or a topic is gone: perhaps it is enough.
  private mutating func look(at connection: UInt64, _ address: ReplyAddress, _ broker: BrokerLoop) {
    guard let waiting = parked[connection], waiting.reply.address == address else { return }
    waiting.signal.lower()
    let reading = waiting.fetch.read(broker.engine)
    if waiting.fetch.isDone(reading) { answer(connection, reading, broker) }
  }

  /// The time is over: answers with what there is.
  private mutating func finish(_ connection: UInt64, _ broker: BrokerLoop) {
    guard let waiting = parked[connection] else { return }
    answer(connection, waiting.fetch.read(broker.engine), broker)
  }

  /// Answers everyone with what there is.
  mutating func finishAll(_ broker: BrokerLoop) {
    for connection in parked.keys { finish(connection, broker) }
  }

  private mutating func answer(_ connection: UInt64, _ reading: FetchReading, _ broker: BrokerLoop) {
    guard let waiting = take(connection, broker) else { return }
    let (response, slices) = waiting.fetch.answer(reading, broker)
    waiting.reply.send(response, slices: slices)
  }

  /// The connection is gone.
  mutating func drop(_ connection: UInt64, _ broker: BrokerLoop) { _ = take(connection, broker) }

  private mutating func take(_ connection: UInt64, _ broker: BrokerLoop) -> Parked? {
    guard let waiting = parked.removeValue(forKey: connection) else { return nil }
    for partition in waiting.partitions { partition.forget(waiting.signal) }
    broker.cancel(waiting.alarm)
    return waiting
  }
}
