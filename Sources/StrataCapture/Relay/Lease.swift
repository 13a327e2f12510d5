/// Who may publish from an outbox (SPEC §9.3): one holder at a time, told apart by a term that only grows.
///
/// A value that takes what happened and answers what to do; the relay's loop does it. Time is passed in, in
/// milliseconds.
struct Lease: Hashable, Sendable {
  enum Action: Hashable, Sendable {
    /// Ask the store for a new term.
    case ask
    case publish(term: Int64)
    case renew(term: Int64)
    case wait(untilMilliseconds: Int64)
  }

  private enum State: Hashable {
    case free
    case held(term: Int64, until: Int64)
    case other(until: Int64)
  }

  /// How long a lease holds without renewal, in milliseconds.
  let duration: Int64
  private var state = State.free

  init(duration: Int64) { self.duration = duration }

  /// The term that is held, whether or not its time is over.
  var term: Int64? {
    if case .held(let term, _) = state { term } else { nil }
  }

  /// The store granted us `term`.
  mutating func granted(term: Int64, now: Int64) -> Action {
    state = .held(term: term, until: now + duration)
    return .publish(term: term)
  }

  /// The store says another holder has it.
  mutating func refused(until: Int64) -> Action {
    state = .other(until: until)
    return .wait(untilMilliseconds: until)
  }

  /// The store kept our term and moved its end: every recorded batch does.
  mutating func renewed(now: Int64) {
    if case .held(let term, _) = state { state = .held(term: term, until: now + duration) }
  }

  /// A batch is about to be made or to go out. Renews at half time, so that a slow send never outlives the lease; once
  /// it is over nothing goes out under its term.
  func willSend(now: Int64) -> Action {
    switch state {
    case .free: .ask
    case .other(let until): now < until ? .wait(untilMilliseconds: until) : .ask
    case .held(let term, let until):
      now >= until ? .ask : now < until - duration / 2 ? .publish(term: term) : .renew(term: term)
    }
  }

  /// The store has a higher term: someone else publishes now, and nothing of ours may follow it.
  mutating func fenced() { state = .free }
}
