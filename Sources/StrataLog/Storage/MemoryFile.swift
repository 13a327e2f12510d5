internal import CStrata

/// The room that the files of one ``MemoryStorage`` share.
final class MemoryRoom: Sendable {
  private let capacity: Int
  private let used = Guarded(0)

  init(capacity: Int) { self.capacity = capacity }

  /// Takes `bytes`, or gives them back when negative; false when there is no such room.
  func take(_ bytes: Int) -> Bool {
    used.withLock { used in
      guard bytes <= 0 || used <= capacity - bytes else { return false }
      used += bytes
      return true
    }
  }
}

/// A file in memory: a size and one range of pages, which are taken as they are touched.
final class MemoryFile: StorageFile {
  private struct State: Sendable {
    var size = 0
    /// Room taken, at least for the size.
    var taken = 0
    var pages: MappedRange?
  }

  let path: String
  private let room: MemoryRoom
  private let state = Guarded(State())

  init(path: String, room: MemoryRoom) {
    self.path = path
    self.room = room
  }

  deinit { _ = room.take(-state.withLock { $0.taken }) }

  func size() -> Int { state.withLock { $0.size } }

  func modified() -> Timestamp? { nil }

  func read(at position: Int, count: Int) -> [UInt8] {
    state.withLock { state in
      let available = min(count, state.size - position)
      guard available > 0, let pages = state.pages else { return [] }
      let span = pages.span(from: position, count: available)
      return [UInt8](copying: span)
    }
  }

  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure) {
    try unsafe bytes.withUnsafeBytes { source throws(StorageFailure) in
      guard source.count > 0, let start = source.baseAddress else { return }
      // The closure below is not run later or elsewhere, but is checked as if it were: an address may go where a
      // pointer may not.
      let address = UInt(bitPattern: start)
      try state.withLock { state throws(StorageFailure) in
        let pages = try pages(&state, position + source.count, .write)
        try grow(&state, to: position + source.count, .write)
        guard let start = unsafe UnsafeRawPointer(bitPattern: address) else { return }
        unsafe (pages.base + position).copyMemory(from: start, byteCount: source.count)
      }
    }
  }

  func reserve(_ range: Range<Int>) throws(StorageFailure) {
    try state.withLock { state throws(StorageFailure) in try take(&state, range.upperBound, .reserve) }
  }

  func truncate(_ size: Int) throws(StorageFailure) {
    try state.withLock { state throws(StorageFailure) in
      if size < state.size, let pages = state.pages {
        unsafe strata_discard(pages.base, size, state.size)
        state.size = size
      } else {
        _ = try pages(&state, size, .truncate)
        try grow(&state, to: size, .truncate)
      }
      _ = room.take(size - state.taken)
      state.taken = size
    }
  }

  func sync() {}

  func map(_ count: Int) throws(StorageFailure) -> MappedRange {
    try state.withLock { state throws(StorageFailure) in try pages(&state, count, .map) }
  }

  /// Pages for at least `count` bytes. Who had mapped a smaller range keeps the old pages, which no longer follow the
  /// file: map first as large as the file will grow.
  private func pages(
    _ state: inout State, _ count: Int, _ call: StorageFailure.Call
  ) throws(StorageFailure) -> MappedRange {
    if let pages = state.pages, pages.count >= count { return pages }
    let larger = max(count, 65536, 2 * (state.pages?.count ?? 0))
    var base: UnsafeMutableRawPointer?
    try check(unsafe strata_map(-1, larger, &base), call, path)
    guard let base = unsafe base else { throw StorageFailure(call, path, code: Errno.noMemory) }
    let pages = unsafe mapped(base, larger)
    if let old = state.pages { unsafe base.copyMemory(from: old.base, byteCount: state.size) }
    state.pages = pages
    return pages
  }

  private func grow(_ state: inout State, to size: Int, _ call: StorageFailure.Call) throws(StorageFailure) {
    try take(&state, size, call)
    state.size = max(state.size, size)
  }

  private func take(_ state: inout State, _ size: Int, _ call: StorageFailure.Call) throws(StorageFailure) {
    guard size > state.taken else { return }
    guard room.take(size - state.taken) else { throw StorageFailure(call, path, code: Errno.full) }
    state.taken = size
  }
}
