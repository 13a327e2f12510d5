import StrataLog

/// Finds requests in what a client sends (SPEC §12.1): four bytes of length, then so many bytes.
///
/// ```text
///  held     │ 0 0 0 9 r e q │              the beginning of a request that came before
///  received │ u e s t │ 0 0 0 4 n e x t │ 0 0 │
///             ─────────  ────────────────  ───
///             completes      in place      is held next
/// ```
///
/// A request that lies whole in what was received is shown there. Only what is left of an unfinished one is copied, so
/// memory is taken as bytes arrive, never as a length promises.
struct Framing {
  /// Where the next request lies.
  enum Found: Hashable {
    /// In the bytes given.
    case received(Range<Int>)
    /// In ``Framing/held``.
    case held(Range<Int>)
    /// Nowhere yet: everything was looked at, and what is left is held.
    case nothing
    /// The client sends what is no request; there is no way to go on.
    case flaw(FramingFlaw)
  }

  let largest: Int
  /// What is left of an unfinished request, or requests that must wait.
  private(set) var held: [UInt8] = []
  /// Bytes at the head of ``held`` that were dealt with.
  private var taken = 0

  /// Requests of at most `largest` bytes.
  init(largest: Int) { self.largest = largest }

  /// Bytes held that were not dealt with.
  var heldCount: Int { held.count - taken }

  /// Finds the next request in what is held and then in `bytes` from `at` on, and moves `at` past it.
  mutating func next(in bytes: Span<UInt8>, at: inout Int, _ pool: inout BufferPool) -> Found {
    if heldCount > 0 {
      if heldCount < 4 { hold(bytes, &at, upTo: 4, &pool) }
      guard heldCount >= 4 else { return .nothing }
      let length = Self.length(held.span, taken)
      guard (0...largest).contains(length) else { return .flaw(FramingFlaw(length: length, largest: largest)) }
      hold(bytes, &at, upTo: 4 + length, &pool)
      guard heldCount >= 4 + length else { return .nothing }
      defer { taken += 4 + length }
      return .held(taken + 4..<taken + 4 + length)
    }
    drain(&pool)
    guard bytes.count - at >= 4 else {
      hold(bytes, &at, upTo: 4, &pool)
      return .nothing
    }
    let length = Self.length(bytes, at)
    guard (0...largest).contains(length) else { return .flaw(FramingFlaw(length: length, largest: largest)) }
    guard bytes.count - at >= 4 + length else {
      hold(bytes, &at, upTo: 4 + length, &pool)
      return .nothing
    }
    defer { at += 4 + length }
    return .received(at + 4..<at + 4 + length)
  }

  /// Keeps the rest of `bytes` for later, whatever it is.
  mutating func holdRest(of bytes: Span<UInt8>, from at: Int, _ pool: inout BufferPool) {
    var at = at
    hold(bytes, &at, upTo: .max, &pool)
  }

  /// Gives the buffer back when all it holds was dealt with, and moves what is left to its head otherwise.
  mutating func drain(_ pool: inout BufferPool) {
    guard taken > 0 else { return }
    if taken == held.count {
      pool.give(held)
      held = []
    } else {
      held.removeFirst(taken)
    }
    taken = 0
  }

  /// Gives the buffer back, whatever it holds.
  mutating func dropAll(_ pool: inout BufferPool) {
    pool.give(held)
    held = []
    taken = 0
  }

  /// Moves bytes into ``held`` until it has `count` or there are no more.
  private mutating func hold(_ bytes: Span<UInt8>, _ at: inout Int, upTo count: Int, _ pool: inout BufferPool) {
    let more = min(count - heldCount, bytes.count - at)
    guard more > 0 else { return }
    if held.capacity == 0 { held = pool.take() }
    // The span outlives the closure's call, which copies.
    unsafe bytes.extracting(at..<at + more).withUnsafeBufferPointer { unsafe held.append(contentsOf: $0) }
    at += more
  }

  private static func length(_ bytes: Span<UInt8>, _ at: Int) -> Int {
    var length: UInt32 = 0
    for n in 0..<4 { length = length << 8 | UInt32(bytes[at + n]) }
    return Int(Int32(bitPattern: length))
  }
}

/// A length that no request has.
struct FramingFlaw: Error, Hashable, CustomStringConvertible {
  var length: Int
  var largest: Int

  var description: String {
    length < 0
      ? "a request can't be \(length) bytes long"
      : "a request of \(length) bytes is over the limit of \(largest); raise socket.request.max.bytes to take it"
  }
}
