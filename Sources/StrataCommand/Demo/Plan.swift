/// What the airline application does, in the order of time (SPEC §10.4): a value that is given the flights of one day
/// after the other and answers the steps. The same flights give the same steps, whoever asks and when.
///
///     a day before      an hour before   planned   + delay        + time in the air     3 days after
///     scheduled ──────── cancelled ────────┼────── departed ───── arrived or diverted ── some removed
///
/// Memory: the flights of about three days.
struct Plan {
  static let scheduledAhead = Minute.aDay
  static let cancelledAhead = 60
  static let removedAfter = 3 * Minute.aDay
  /// One flight of so many is taken out of the database again.
  static let removedOneOf: Int64 = 40

  private struct Entry: Comparable {
    var step: Step
    /// Among the steps of one minute the order is that of planning, so that it is always the same.
    var turn: Int

    static func < (a: Self, b: Self) -> Bool { (a.step.minute, a.turn) < (b.step.minute, b.turn) }
  }

  /// A binary heap, the earliest first.
  private var heap: [Entry] = []
  private var turns = 0
  private var firstDay: Int?
  private var renamings = 0
  /// Every step before this is known.
  private var horizon = Minute(Int.min)

  init() {}

  /// How many flights still have steps before them; bounded, whatever the data.
  var waiting: Int { heap.count }

  /// The flights of a day, later than every day given before.
  mutating func add(day: Int, _ flights: [RecordedFlight]) {
    let first = firstDay ?? day
    firstDay = first
    for flight in flights { plan(flight) }
    while let next = Self.renamingDay(renamings), first + next <= day {
      push(Minute(day: first + next, minute: Minute.aDay / 2), .rename(Renaming(occasion: renamings)))
      renamings += 1
    }
    horizon = Minute(day: day)
  }

  /// No more days come.
  mutating func finish() { horizon = Minute(Int.max) }

  /// The next step; nil when another day is needed to know it, or, after ``finish()``, at the end.
  mutating func next() -> Step? {
    guard let first = heap.first, first.step.minute < horizon else { return nil }
    return pop().step
  }

  /// The day of the `index`th renaming, from the first day: three in the first month, one a month after it.
  static func renamingDay(_ index: Int) -> Int? { index < 3 ? 1 + index * 10 : 21 + (index - 2) * 30 }

  private mutating func plan(_ flight: RecordedFlight) {
    push(flight.scheduled + -Self.scheduledAhead, .schedule(flight))
    guard let late = flight.departureDelay else {
      push(flight.scheduled + -Self.cancelledAhead, .cancel(flight: flight.id))
      return
    }
    let departed = flight.scheduled + late
    push(departed, .depart(flight: flight.id, delay: late))
    if let delay = flight.arrivalDelay {
      let landed = departed + max(1, flight.airMinutes ?? flight.distance / 8)
      push(landed, .arrive(flight: flight.id, delay: delay, airMinutes: flight.airMinutes))
    } else {
      push(departed + (60 + flight.distance / 8), .divert(flight: flight.id))
    }
    if flight.id % Self.removedOneOf == 0 {
      push(flight.scheduled + Self.removedAfter, .remove(flight: flight.id))
    }
  }

  private mutating func push(_ minute: Minute, _ action: Step.Action) {
    heap.append(Entry(step: Step(minute: minute, action: action), turn: turns))
    turns += 1
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop() -> Entry {
    heap.swapAt(0, heap.count - 1)
    let first = heap.removeLast()
    var parent = 0
    while true {
      let left = parent * 2 + 1
      guard left < heap.count else { return first }
      let child = left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
      guard heap[child] < heap[parent] else { return first }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
