/// Who writes under a transactional id, and how the transaction under way ends (SPEC §7.8): Kafka's coordinator as a
/// value, one for each id.
///
/// ```text
///             add                 end, commit                 all marked
///   empty ──────────▶ ongoing ───────────────▶ committing ─────────────────▶ committed
///     ▲                 │  ▲                                                   │  │
///     │                 │  └──────────────── add ──────────────────────────────┤  │ init
///     │                 │ end, abort                          all marked       │  │
///     │                 └─────────────────────▶ aborting ─────────────────▶ aborted
///     │                   init, too late                                          │
///     └───────────────────────────────────────────────────────────────────────────┘
/// ```
///
/// Events come in, actions go out, in the order in which they are to be done; time is passed in as milliseconds and
/// never read. Nothing holds before it is stored: what is decided goes out as ``Action/persist(_:)``, and only with
/// ``written(now:)`` does the state move and is anybody told. Meanwhile everyone else is refused with
/// ``TransactionRefusal/concurrentTransactions``. After a crash ``loaded(_:now:)`` goes on from the newest record.
package struct TransactionCoordinator: Sendable {
  /// What the shell does next.
  package enum Action: Hashable, Sendable {
    /// Store the record of this state, or, if it is nil, that the id is no more; then ``written(now:)`` or
    /// ``notWritten(now:)``.
    case persist(TransactionState?)
    /// Take a producer id that nobody has; then ``tookProducerID(_:now:)``.
    case takeProducerID
    /// Write the marker to its partitions; then, for each of them, ``marked(_:now:)`` once.
    case mark(Marking)
    /// Answer who the producer is from now on.
    case initProducer(RequestID, Result<ProducerIdentity, TransactionRefusal>)
    /// Answer whether the partitions are in the transaction; nil if they are.
    case add(RequestID, TransactionRefusal?)
    /// Answer how the transaction ends: for good, and as whom the producer goes on.
    case end(RequestID, Result<ProducerIdentity, TransactionRefusal>)
  }

  /// Milliseconds until what the coordinator does by itself is tried again, if it could not be stored.
  static let retryDelay: Int64 = 1_000

  let settings: TransactionSettings
  /// Tells the markers of this coordinator from those of one before it.
  let epoch: Int32

  /// What is stored; nil while nobody has used the id, and again when it has expired. Partitions leave it as they are
  /// marked.
  package internal(set) var state: TransactionState?
  /// What is on its way to be stored.
  var pending: Pending?
  /// While committing or aborting: what holds when all is marked.
  var completion: TransactionState?
  /// Something could not be stored, and is not tried again before.
  var retryAt: Int64?

  /// A transactional id that nobody has used, or whose record is still to be ``loaded(_:now:)``.
  package init(settings: TransactionSettings = .init(), epoch: Int32 = 0) {
    self.settings = settings
    self.epoch = epoch
  }

  /// What is on its way to be stored.
  enum Pending: Hashable {
    /// Waits for a producer id.
    case producerID(Wish)
    /// Waits for its record.
    case record(TransactionState?, Reply?)
  }

  /// What a producer id is for.
  enum Wish: Hashable {
    case producer(InitProducerRequest, RequestID)
    case end(TransactionState.Phase, TransactionVersion, Reply?)
  }

  /// Who is told when the record is stored.
  enum Reply: Hashable {
    case initProducer(RequestID)
    /// An init that ended a transaction: its producer asks again.
    case fence(RequestID)
    case add(RequestID)
    case end(RequestID)
  }

  /// Whether something is under way that a call has to wait for.
  var isBusy: Bool { pending != nil || state?.phase.isPrepared == true }

  /// Whether nothing is known of the id, so that the value may be thrown away.
  package var isGone: Bool { state == nil && pending == nil }

  /// When ``advance(to:)`` next has something to do; nil if never.
  package var nextDeadline: Int64? {
    guard pending == nil, let state else { return nil }
    let deadline: Int64
    switch state.phase {
    // Kafka's "longer than": a transaction has the last millisecond.
    case .ongoing: deadline = (state.startedAt ?? state.updatedAt).later(Int64(state.timeout)).later(1)
    case .committing, .aborting:
      guard state.partitions.isEmpty else { return nil }
      deadline = .min
    case .empty, .committed, .aborted: deadline = state.updatedAt.later(settings.idExpiration)
    }
    return max(deadline, retryAt ?? .min)
  }
}

extension Int64 {
  /// So many milliseconds later, at most the last millisecond there is: times come from files.
  func later(_ milliseconds: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(milliseconds)
    return isOver ? .max : sum
  }
}
