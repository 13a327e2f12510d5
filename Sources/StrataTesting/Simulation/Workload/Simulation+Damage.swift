import StrataLog

/// Bytes that change by themselves (SPEC §15.3), between one life of the log and the next: a page that is in memory
/// does not change with the disk.
extension Simulation {
  /// One bit flips, or a sector becomes another's or an older one, of any file that is on disk as it is read.
  func damage() throws(SimulationFailure) {
    guard plan.damages, chance.one(in: 2) else { return }
    let files = storage.files(in: Self.directory)
    guard !files.isEmpty else { return }
    let (path, content) = chance.pick(files)
    guard content.cacheSize > 0 else { return }
    let position = chance.below(content.cacheSize)
    let sector = position / SimulatedContent.sector * SimulatedContent.sector
    let range: Range<Int>
    var bytes: [UInt8]
    if chance.below(3) > 0 {
      range = position..<position + 1
      bytes = content.read(at: position, count: 1)
      bytes[0] ^= 1 << UInt8(chance.below(8))
    } else {
      range = sector..<min(content.cacheSize, sector + SimulatedContent.sector)
      bytes = [UInt8](repeating: 0, count: range.count)
      let source = chance.pick(files).1
      if chance.below(3) > 0, source.cacheSize > 0 {
        let from = chance.below(source.cacheSize) / SimulatedContent.sector * SimulatedContent.sector
        for (n, byte) in source.read(at: from, count: range.count).enumerated() { bytes[n] = byte }
      }
    }
    let now = content.read(at: range.lowerBound, count: range.count)
    guard content.isSettled(range), now != bytes else { return }
    tell("damage of \(path), bytes \(range)")
    content.spoil(at: range.lowerBound, with: bytes, onDisk: true)
    if content.kind == .tail { model.isTailHit = true }
    if [.log, .snapshot, .transactionIndex].contains(content.kind) { model.isUnsureOfSenders = true }
    guard content.kind == .log, let base = Int64(path.dropFirst(Self.directory.count + 1).prefix(20)) else { return }
    let changed = range.filter { now[$0 - range.lowerBound] != bytes[$0 - range.lowerBound] }
    let part = changed[0]..<changed[changed.count - 1] + 1
    for batch in model.batches(inSegment: base, part) { model.hits.insert(batch.base) }
  }
}
