import Synchronization

/// One partition's log (SPEC §4–§6): batches appended at the end, kept in segments, read by offset and by time.
///
/// Every call is synchronous and may come from any thread. Appends take turns; reads take no part in that.
public final class Log: Sendable {
  /// Where the log lies.
  public let directory: String
  /// The epoch that batches are stamped with.
  package let leaderEpoch: Int32
  /// What open found and did.
  public let recovery: Recovery

  let storage: any Storage
  let time: any TimeSource
  /// In order of their offsets, never empty; the last is active.
  let segments: Guarded<[Segment]>
  /// One appender at a time; see ``Writer``. Taken after ``drain`` when both are needed.
  let writer: Guarded<Writer>
  /// One drain of the tail buffer at a time.
  let drain = Guarded(Drain())
  /// One sync at a time: who waits for it finds the work done (SPEC §5.3).
  let syncing = Turn()
  /// Up to where the log is on disk.
  let synced: Guarded<Frontier>
  let frontierFile: Guarded<FrontierFile>
  /// What this log's open found above the frontier, by segment, and no sync has vouched for since.
  let unvouched: Guarded<[Offset: Range<Int>]>
  /// One past the last published record; stored with release after the batch's bytes.
  let end: Atomic<Int64>
  let start: Atomic<Int64>
  /// Where the oldest open transaction began, `Int64.max` when none is open; lowered before ``end`` shows its first
  /// batch, raised after it shows the marker.
  let firstOpen: Atomic<Int64>
  /// One past the last record that is in its `.log`, and so can be read through a map of it.
  let drainedEnd: Atomic<Int64>
  /// Whether the directory has a snapshot of producers: a newer one must then say it when there are none.
  let hasSnapshots: Atomic<Bool>
  /// One compaction at a time.
  let compacting = Turn()
  /// Below, every key's records were compared with those up to here.
  let compacted: Atomic<Int64>
  let failure: Guarded<StorageFailure?>
  /// The writer has a copy, for appends to ask no second lock.
  let current: Guarded<LogSettings>
  let scrubPoint = Guarded(ScrubPoint())
  let isPoisoned = Atomic(false)
  /// A close has begun: a compaction ends.
  let isClosing = Atomic(false)
  let isClosed = Atomic(false)

  init(opening opened: OpenedLog, leaderEpoch: Int32) {
    self.leaderEpoch = leaderEpoch
    directory = opened.directory
    current = Guarded(opened.settings)
    recovery = opened.recovery
    storage = opened.storage
    time = opened.time
    segments = Guarded(opened.segments)
    end = Atomic(opened.tail.nextOffset)
    drainedEnd = Atomic(opened.tail.nextOffset)
    start = Atomic(opened.start.value)
    compacted = Atomic(opened.compacted)
    hasSnapshots = Atomic(opened.hasSnapshots)
    firstOpen = Atomic(opened.producers.firstOpen ?? .max)
    synced = Guarded(opened.frontier)
    frontierFile = Guarded(opened.frontierFile)
    unvouched = Guarded(opened.unvouched)
    writer = Guarded(
      Writer(
        tail: opened.tail, buffer: TailBuffer(opened.directory, opened.storage), unfinished: opened.unfinished,
        producers: opened.producers, settings: opened.settings))
    failure = Guarded(nil)
  }

  /// As given to ``open(directory:storage:time:settings:leaderEpoch:)``, or later to ``change(_:)``.
  public var settings: LogSettings { current.withLock { $0 } }

  /// Goes on with other settings: the next append rolls, limits and stamps by them, the next retention keeps by them.
  /// Throws ``LogError/invalidSetting(name:reason:)``.
  public func change(_ settings: LogSettings) throws(LogError) {
    try settings.check()
    writer.withLock { writer in
      writer.settings = settings
      current.withLock { $0 = settings }
    }
  }

  /// The first offset that can be read.
  public var startOffset: Offset { Offset(start.load(ordering: .acquiring)) }

  /// One past the last record that readers at this level see. ``Durability/memory`` and ``Durability/written`` are
  /// the same here: what is in a shared mapping is in the system's hands (SPEC §5.2).
  public func endOffset(_ upTo: Durability = .written) -> Offset {
    switch upTo {
    case .memory, .written: Offset(end.load(ordering: .acquiring))
    case .synced: Offset(synced.withLock { $0.offset })
    }
  }

  /// Where the active segment begins: what lies before is sealed.
  package var activeBase: Offset { segments.withLock { $0.last?.base } ?? startOffset }

  /// Bytes of all segments.
  public var byteCount: Int { segments.withLock { $0.reduce(0) { $0 + $1.byteCount } } }

  /// How many segments there are, the active one included.
  public var segmentCount: Int { segments.withLock { $0.count } }

  /// Throws what keeps the log from being written.
  @inline(__always)
  func checkWritable() throws(LogError) {
    if isClosed.load(ordering: .relaxed) || isPoisoned.load(ordering: .relaxed) { try refuseToWrite() }
  }

  @inline(never)
  private func refuseToWrite() throws(LogError) {
    if isClosed.load(ordering: .relaxed) { throw .closed }
    if let failure = failure.withLock({ $0 }) { throw .poisoned(failure) }
  }
}
