import StrataLog

/// An open file of a ``SimulatedStorage``, for as long as the process lives that opened it.
final class SimulatedFile: StorageFile, @unchecked Sendable {
  // Sendable because a simulation has one thread.
  let path: String
  private let content: SimulatedContent
  private let storage: SimulatedStorage
  private let life: Int

  init(path: String, content: SimulatedContent, storage: SimulatedStorage) {
    self.path = path
    self.content = content
    self.storage = storage
    life = storage.life
  }

  private func enter(_ call: SimulatedCall, _ a: Int = 0, _ b: Int = 0) throws(StorageFailure) {
    guard storage.life == life else { throw storage.gone(call, path) }
    try storage.enter(call, content.kind, path, content, a, b)
  }

  func size() throws(StorageFailure) -> Int {
    try enter(.size)
    try storage.leave(content.cacheSize)
    return content.cacheSize
  }

  func modified() -> Timestamp? {
    do throws(StorageFailure) {
      try enter(.modified)
      try storage.leave()
      return Timestamp(milliseconds: content.modified)
    } catch { return nil }
  }

  func read(at position: Int, count: Int) throws(StorageFailure) -> [UInt8] {
    try enter(.read, position, count)
    guard position >= 0, count >= 0 else { throw StorageFailure(.read, path, code: 22) }
    var bytes = content.read(at: position, count: count)
    if storage.isMisreading { storage.misread(&bytes, of: content, at: position) }
    storage.digest.mix(bytes.span)
    try storage.leave(bytes.count)
    return bytes
  }

  func write(_ bytes: Span<UInt8>, at position: Int) throws(StorageFailure) {
    storage.digest.mix(bytes)
    try enter(.write, position, bytes.count)
    guard position >= 0 else { throw StorageFailure(.write, path, code: 22) }
    if let part = storage.partWritten(of: bytes.count) {
      content.write(bytes.extracting(first: part), at: position)
      throw storage.afterPart(path)
    }
    guard storage.hasRoom(for: position + bytes.count, content) else {
      throw storage.full(.write, path)
    }
    content.write(bytes, at: position)
    content.modified = storage.time.milliseconds
    try storage.leave()
  }

  func reserve(_ range: Range<Int>) throws(StorageFailure) {
    try enter(.reserve, range.lowerBound, range.count)
    guard storage.hasRoom(for: range.upperBound, content) else { throw storage.full(.reserve, path) }
    content.reserve(range.upperBound)
    try storage.leave()
  }

  func truncate(_ size: Int) throws(StorageFailure) {
    try enter(.truncate, size)
    content.truncate(size)
    content.modified = storage.time.milliseconds
    try storage.leave()
  }

  func sync() throws(StorageFailure) {
    try enter(.sync)
    if storage.isLying {
      storage.isLying = false
      content.syncLying(&storage.chance)
      throw StorageFailure(.sync, path, code: 5)
    }
    if storage.crashesInside {
      content.writeBack(&storage.chance)
    } else if storage.planted != .fileSyncs || content.kind != .log || !storage.chance.one(in: 8) {
      content.sync()
    }
    try storage.leave()
  }

  func map(_ count: Int) throws(StorageFailure) -> MappedRange {
    try enter(.map, count)
    let memory = content.map(max(1, count))
    try storage.leave()
    // The range keeps the memory, whatever becomes of the file.
    return unsafe MappedRange(base: memory.base, count: count) { withExtendedLifetime(memory) {} }
  }
}
