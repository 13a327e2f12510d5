public import StrataLog
import Synchronization

/// Damage in a partition (SPEC §6.5).
public struct PartitionDamage: Hashable, Sendable {
  /// Where.
  public var partition: PartitionID
  /// What, and which records.
  public var damage: LogDamage
}

extension Engine {
  /// Files beside the records that were damaged and were written anew since the engine was opened.
  public var mended: [MendedFile] {
    store.mended.withLock { $0 } + store.all.flatMap(\.partitions).flatMap(\.mended)
  }

  /// Damage that is known in any partition, the engine's own included: found by opening a log, by reading
  /// or by ``scrub(maxBytes:)``.
  public var damage: [PartitionDamage] { store.all.flatMap(\.partitions).flatMap(\.damage) }

  /// To open a log takes a scrub as long as to sum so many bytes.
  private static let openingBytes = 4 << 20

  /// Sums the next batches of the logs, about `maxBytes`, and goes on behind them at the next call, from partition to
  /// partition. Returns what was not known before. ``maintain()`` does this, too. A partition that can't be looked at
  /// keeps it from none behind it: the first failure is thrown when the bytes are spent.
  @discardableResult
  public func scrub(maxBytes: Int) throws(EngineError) -> [PartitionDamage] {
    try checkOpen()
    let partitions = store.all.flatMap(\.partitions)
    let at = scrubbed.withLock { $0 }
    // The one that was not through comes first, or the one behind it if its topic is gone.
    let first = at.flatMap { at in partitions.firstIndex { $0.id >= at } } ?? 0
    var found: [PartitionDamage] = []
    var left = maxBytes
    var failure: EngineError?
    for partition in partitions[first...] + partitions[..<first] {
      scrubbed.withLock { $0 = partition.id }
      guard left > 0 else { break }
      if partition.openedLog == nil { left -= Self.openingBytes }
      do throws(EngineError) {
        let result = try partition.scrub(maxBytes: max(1, left))
        found += result.found.map { PartitionDamage(partition: partition.id, damage: $0) }
        left -= result.byteCount
        if !result.isThrough { break }
      } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    return found
  }
}

extension Partition {
  fileprivate func scrub(maxBytes: Int) throws(EngineError) -> Scrubbed {
    let log = try log
    do throws(LogError) { return try log.scrub(maxBytes: maxBytes) } catch { throw .log(partition: id, error) }
  }

  /// Damage that is known in this partition.
  package var damage: [PartitionDamage] {
    (openedLog?.damage ?? []).map { PartitionDamage(partition: id, damage: $0) }
  }
}
