/// Things to be done at a time (SPEC §12.1), any number of them on the loop's one timer.
struct Alarms {
  /// Names one of them, to cancel it.
  struct Token: Hashable {
    fileprivate let number: UInt64
  }

  private struct Entry {
    var due: UInt64
    var number: UInt64
  }

  /// A heap: the earliest first. What was cancelled stays until it comes up or there is too much of it.
  private var heap: [Entry] = []
  private var bodies: [UInt64: () -> Void] = [:]
  private var count: UInt64 = 0

  /// How many wait.
  var waiting: Int { bodies.count }

  /// When something is due next.
  var next: UInt64? {
    mutating get {
      while let first = heap.first, bodies[first.number] == nil { removeFirst() }
      return heap.first?.due
    }
  }

  /// Has `body` done at `due`.
  mutating func add(at due: UInt64, _ body: @escaping () -> Void) -> Token {
    if heap.count > 2 * bodies.count + 64 { dropCancelled() }
    count += 1
    bodies[count] = body
    heap.append(Entry(due: due, number: count))
    rise(heap.count - 1)
    return Token(number: count)
  }

  /// It is not done, unless it was.
  mutating func cancel(_ token: Token) { bodies[token.number] = nil }

  /// Takes the next that is due at `now`, in the order of their times and, at one time, of their making.
  mutating func takeDue(_ now: UInt64) -> (() -> Void)? {
    guard let due = next, due <= now, let first = heap.first else { return nil }
    removeFirst()
    return bodies.removeValue(forKey: first.number)
  }

  private mutating func dropCancelled() {
    heap = heap.filter { bodies[$0.number] != nil }.sorted { Self.isEarlier($0, $1) }
  }

  private static func isEarlier(_ a: Entry, _ b: Entry) -> Bool { (a.due, a.number) < (b.due, b.number) }

  private mutating func rise(_ start: Int) {
    var at = start
    while at > 0, Self.isEarlier(heap[at], heap[(at - 1) / 2]) {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var at = 0
    while 2 * at + 1 < heap.count {
      var child = 2 * at + 1
      if child + 1 < heap.count, Self.isEarlier(heap[child + 1], heap[child]) { child += 1 }
      guard Self.isEarlier(heap[child], heap[at]) else { return }
      heap.swapAt(at, child)
      at = child
    }
  }
}
