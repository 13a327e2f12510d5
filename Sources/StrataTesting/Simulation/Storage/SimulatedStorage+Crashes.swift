import StrataLog

/// The ends of processes and of power.
extension SimulatedStorage {
  /// The process is gone, and with ``SimulatedFault/powerLost`` all that was not on disk; calls fail until
  /// ``restart()``.
  func crash(_ fault: SimulatedFault) {
    crashing = nil
    crashesInside = false
    isShort = false
    isLying = false
    isMisreading = false
    armed = nil
    isDown = true
    lastCrash = fault
    life += 1
    for content in contents where strayStore == nil {
      if let byte = content.strayByte() { strayStore = "file \(content.serial) (\(content.kind.title)), byte \(byte)" }
    }
    locked = []
    if fault == .powerLost { losePower() } else { loseProcess() }
  }

  /// A machine that is on again, or a new process.
  func restart() { isDown = false }

  /// What the story tells begins with the life before.
  func tellNextLife() {
    guard let story else { return }
    self.story = Array(story.dropFirst(lifeBegan))
    lifeBegan = self.story?.count ?? 0
  }

  /// The files whose names begin with the directory's, in order of their names.
  func files(in directory: String) -> [(path: String, content: SimulatedContent)] {
    names.keys.sorted().compactMap { path in
      guard path.hasPrefix(directory + "/"), case .file(let content)? = names[path] else { return nil }
      return (path, content)
    }
  }

  /// Kafka's own files that are there.
  func kafkaFiles(in directory: String) -> [(name: String, bytes: [UInt8])] {
    files(in: directory).compactMap { path, content in
      guard [".log", ".index", ".timeindex", ".txnindex", ".snapshot"].contains(where: path.hasSuffix) else {
        return nil
      }
      return (String(path.dropFirst(directory.utf8.count + 1)), content.read(at: 0, count: content.cacheSize))
    }
  }

  /// The offset up to which the file of a log's frontier says that all is on disk (SPEC §5.3); 0 when it says nothing.
  func frontierOffset(in directory: String) -> Int64 {
    guard case .file(let content)? = names[directory + "/strata.frontier"] else { return 0 }
    var latest: (number: UInt64, offset: Int64) = (0, 0)
    for position in [0, 4096] {
      let slot = content.read(at: position, count: 44)
      guard slot.count == 44, slot.number(at: 0) >> 32 == 0x5354_5246, slot.isSummed else { continue }
      if slot.number(at: 8) >= latest.number {
        latest = (slot.number(at: 8), Int64(bitPattern: slot.number(at: 32)))
      }
    }
    return latest.offset
  }

  private func loseProcess() {
    for content in contents {
      if planted == .kills, content.kind == .log, chance.one(in: 8) {
        content.losePower(&chance)
      } else {
        content.loseProcess()
      }
    }
    forgetUnnamed()
  }

  private func losePower() {
    // Journals keep the order of what changes names; other systems keep none.
    if chance.one(in: 2) {
      for change in pending.prefix(chance.below(pending.count + 1)) { apply(change, to: &diskNames) }
    } else {
      let kept = chance.below(9)
      for change in pending where chance.below(8) < kept { apply(change, to: &diskNames) }
    }
    pending = []
    // What lay in a directory that is no more is no more.
    for path in diskNames.keys where !path.isEmpty {
      var above = Self.parent(path)
      while !above.isEmpty, diskNames[above] != nil { above = Self.parent(above) }
      if !above.isEmpty { diskNames[path] = nil }
    }
    names = diskNames
    for content in contents { content.losePower(&chance) }
    forgetUnnamed()
  }

  private func forgetUnnamed() {
    var named: Set<Int> = []
    for tree in [names, diskNames] {
      for case .file(let content) in tree.values { named.insert(content.serial) }
    }
    for change in pending {
      switch change {
      case .link(_, .file(let content)), .rename(_, _, .file(let content)): named.insert(content.serial)
      default: break
      }
    }
    contents.removeAll { !named.contains($0.serial) }
  }

  /// Runs `body` and ends the process among the last stores that it made through maps, those after its last call.
  func crashAmongStores(_ fault: SimulatedFault, _ body: () -> Void) {
    isWatchingStores = true
    watchStores()
    body()
    isWatchingStores = false
    defer { watched = [] }
    guard !isDown else { return }
    for (content, bytes) in watched { content.tearStores(since: bytes, &chance) }
    crash(fault)
  }

  /// What the maps show now, while somebody wants to know.
  func watchStores() {
    guard isWatchingStores else { return }
    watched = contents.compactMap { content in content.copyOfMap().map { (content, $0) } }
  }
}

extension [UInt8] {
  fileprivate func number(at position: Int) -> UInt64 {
    self[position..<position + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether a frontier's sum is right.
  fileprivate var isSummed: Bool { number(at: 36) & 0xffff_ffff == UInt64(crc32c(span.extracting(0..<40))) }
}
