import StrataLog

/// A fault that waits for its call.
struct ArmedFault {
  var fault: SimulatedFault
  /// Calls that can meet it and still pass.
  var after: Int
  /// The kind of file it is for, if for one.
  var kind: FileKind?

  func canStrike(_ call: SimulatedCall, _ kind: FileKind) -> Bool {
    fault.isPossible(call) && (self.kind == nil || self.kind == kind)
  }
}

/// A bug put into the storage on purpose, to see whether the simulation sees it.
package enum PlantedBug: String, CaseIterable, Sendable {
  /// One sync of a `.log` file in eight does nothing and says it was done.
  case fileSyncs
  /// One sync of a directory in four does nothing and says it was done.
  case directorySyncs
  /// A killed process takes a sector it had written along.
  case kills
}

/// What befalls calls.
extension SimulatedStorage {
  /// Every call begins here: it may never be made, or fail.
  func enter(
    _ call: SimulatedCall, _ kind: FileKind, _ path: String, _ content: SimulatedContent? = nil, _ a: Int = 0,
    _ b: Int = 0
  ) throws(StorageFailure) {
    guard !isDown else { throw gone(call, path) }
    coverage.count(call, kind)
    digest.mix(call.rawValue, kind.rawValue, a, b)
    if story != nil { story?.append("  \(call) \(path)\(a != 0 || b != 0 ? " \(a) \(b)" : "")") }
    happenBetweenCalls()
    guard var armed, armed.canStrike(call, kind) else { return }
    guard armed.after == 0 else {
      armed.after -= 1
      self.armed = armed
      return
    }
    self.armed = nil
    faultsMet += 1
    coverage.count(armed.fault, call, kind)
    digest.mix(armed.fault.rawValue, 77)
    story?.append("  ! \(armed.fault)")
    try strike(armed.fault, call, path)
  }

  private func strike(_ fault: SimulatedFault, _ call: SimulatedCall, _ path: String) throws(StorageFailure) {
    switch fault {
    case .powerLost, .killed:
      let moment = chance.below(3)
      guard moment > 0 else {
        crash(fault)
        throw gone(call, path)
      }
      crashing = fault
      crashesInside = moment == 2 && (call == .sync || call == .write)
    case .io: throw StorageFailure(call.failing, path, code: 5)
    case .full: throw full(call.failing, path)
    case .exhausted: throw StorageFailure(call.failing, path, code: call == .map ? 12 : 24)
    case .short: isShort = true
    case .lying: isLying = true
    case .misread: isMisreading = true
    case .slow: time.advance(Int64(chance.within(1...120_000)))
    }
  }

  /// Every call that was made ends here: it may have been the last.
  func leave(_ result: Int = 0) throws(StorageFailure) {
    digest.mix(result, 3)
    watchStores()
    guard let fault = crashing else { return }
    crash(fault)
    throw gone(.open, "")
  }

  /// The system's own doings.
  private func happenBetweenCalls() {
    let draw = chance.next()
    time.advance(Int64(draw & 3))
    guard draw >> 32 & 15 == 0, !contents.isEmpty else { return }
    let content = contents[Int(truncatingIfNeeded: draw >> 8 & 0xffff) % contents.count]
    content.writeBack(&chance)
    guard draw >> 40 & 3 == 0, !pending.isEmpty else { return }
    apply(pending.removeFirst(), to: &diskNames)
  }

  /// What every call of a process that is no more gets; nobody who counts sees it.
  func gone(_ call: SimulatedCall, _ path: String) -> StorageFailure { StorageFailure(call.failing, path, code: 108) }

  func full(_ call: StorageFailure.Call, _ path: String) -> StorageFailure { StorageFailure(call, path, code: 28) }

  /// Whether a file of that size fits on the disk.
  func hasRoom(for size: Int, _ content: SimulatedContent) -> Bool {
    guard capacity < .max, size > content.room else { return true }
    return contents.reduce(0) { $0 + $1.room } + size - content.room <= capacity
  }

  /// How much of a write gets done before it fails, if it does.
  func partWritten(of count: Int) -> Int? {
    guard isShort || crashesInside else { return nil }
    return chance.below(count + 1)
  }

  /// The end of a write that was done in part.
  func afterPart(_ path: String) -> StorageFailure {
    if let fault = crashing {
      crash(fault)
      return gone(.write, path)
    }
    isShort = false
    return StorageFailure(.write, path, code: chance.one(in: 2) ? 28 : 5)
  }

  /// Other bytes than those that lie there: one bit, or a sector of another time or place.
  func misread(_ bytes: inout [UInt8], of content: SimulatedContent, at position: Int) {
    isMisreading = false
    guard !bytes.isEmpty else { return }
    let first = chance.below(bytes.count)
    switch chance.below(3) {
    case 0: bytes[first] ^= 1 << UInt8(chance.below(8))
    case 1:
      // What the disk holds, which may be older.
      let end = min(bytes.count, first + SimulatedContent.sector)
      let old = content.diskBytes(position + first..<position + end)
      for n in first..<end { bytes[n] = old[n - first] }
    default:
      let other = chance.pick(contents)
      let there = other.read(at: 0, count: SimulatedContent.sector)
      for n in there.indices where first + n < bytes.count { bytes[first + n] = there[n] }
    }
  }
}

extension SimulatedCall {
  /// What a failure of it says.
  var failing: StorageFailure.Call {
    switch self {
    case .open, .create: .open
    case .list, .exists, .makeDirectory, .removeDirectory, .rename, .remove: .directory
    case .syncDirectory, .sync: .sync
    case .lock: .lock
    case .size, .modified, .read: .read
    case .write: .write
    case .reserve: .reserve
    case .truncate: .truncate
    case .map: .map
    }
  }
}
