public import StrataLog

/// Files that fail as disks, kernels and power do (SPEC §15): everything that happens is drawn from one seed, so the
/// same calls meet the same fates.
///
/// For one thread. What is written lies in the *cache*, which reads, maps and a killed process's successor see; what a
/// power failure leaves is the *disk*. Between the two each sector of 512 bytes goes its own way until it is synced,
/// and so do a file's size and the names of a directory.
public final class SimulatedStorage: Storage, @unchecked Sendable {
  // Sendable because a simulation has one thread.

  /// A change of names that is not known to be on disk.
  enum NameChange {
    case link(String, Node)
    case unlink(String)
    case rename(from: String, to: String, Node)

    var directory: String {
      switch self {
      case .link(let path, _), .unlink(let path), .rename(_, let path, _): SimulatedStorage.parent(path)
      }
    }
  }

  /// What a name stands for.
  enum Node {
    case directory
    case file(SimulatedContent)
  }

  var chance: SeededRandom
  let pool: SimulatedMemoryPool
  let time: SimulatedTime
  /// Names as the process sees them, and as they are on disk.
  var names: [String: Node] = [:]
  var diskNames: [String: Node] = [:]
  /// Not on disk yet, oldest first.
  var pending: [NameChange] = []
  /// Every file that can still be seen or come back.
  var contents: [SimulatedContent] = []
  var nextSerial = 0
  var locked: Set<String> = []
  /// Grows when the process or the power is lost: handles of an earlier life are dead.
  var life = 0
  /// After a crash, until it is restarted.
  var isDown = false
  var lastCrash: SimulatedFault?
  /// What the call under way is to meet.
  var crashing: SimulatedFault?
  var crashesInside = false
  var isShort = false
  var isLying = false
  var isMisreading = false
  var armed: ArmedFault?
  var planted: PlantedBug?
  /// What maps showed after the last call, while it matters which stores came since.
  var isWatchingStores = false
  var watched: [(content: SimulatedContent, bytes: [UInt8])] = []
  /// Bytes that fit on the disk.
  var capacity = Int.max
  /// Faults that calls have met.
  var faultsMet = 0
  var coverage = Coverage()
  /// Of all calls and what they returned.
  var digest = Digest64()
  /// What happened, when somebody wants to know.
  var story: [String]?
  var lifeBegan = 0
  /// A store past a file's last page, which a real process would not have survived.
  var strayStore: String?

  /// No files and no directories but the root, whose name is empty.
  public convenience init(seed: UInt64) { self.init(seed: seed, pool: SimulatedMemoryPool(), time: SimulatedTime()) }

  init(seed: UInt64, pool: SimulatedMemoryPool, time: SimulatedTime) {
    chance = SeededRandom(seed: seed)
    self.pool = pool
    self.time = time
    names[""] = .directory
    diskNames[""] = .directory
  }

  static func parent(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

  private func missing(_ call: StorageFailure.Call, _ path: String) -> StorageFailure {
    StorageFailure(call, path, code: 2)
  }

  // MARK: Storage

  /// See ``Storage/open(_:create:)``.
  public func open(_ path: String, create: Bool) throws(StorageFailure) -> any StorageFile {
    if case .file(let content)? = names[path] {
      try enter(.open, content.kind, path)
      try leave(content.cacheSize)
      return SimulatedFile(path: path, content: content, storage: self)
    }
    let kind = FileKind(ofPath: path)
    guard create, names[path] == nil, names[Self.parent(path)] != nil else {
      try enter(.open, kind, path)
      throw missing(.open, path)
    }
    try enter(.create, kind, path)
    let content = SimulatedContent(serial: nextSerial, kind: kind, pool: pool, now: time.milliseconds)
    nextSerial += 1
    contents.append(content)
    names[path] = .file(content)
    pending.append(.link(path, .file(content)))
    try leave()
    return SimulatedFile(path: path, content: content, storage: self)
  }

  /// See ``Storage/list(_:)``. In an order of chance.
  public func list(_ directory: String) throws(StorageFailure) -> [String] {
    try enter(.list, .directory, directory)
    guard case .directory? = names[directory] else { throw missing(.directory, directory) }
    var found = names.keys.filter { !$0.isEmpty && $0 != directory && Self.parent($0) == directory }
      .map { directory.isEmpty ? $0 : String($0.dropFirst(directory.utf8.count + 1)) }
    // A dictionary's order is another one in each process.
    found.sort()
    found.shuffle(using: &chance)
    try leave(found.count)
    return found
  }

  /// See ``Storage/exists(_:)``.
  public func exists(_ path: String) -> Bool {
    do throws(StorageFailure) {
      try enter(.exists, kind(at: path), path)
      let found = names[path] != nil
      try leave(found ? 1 : 0)
      return found
    } catch { return false }
  }

  /// See ``Storage/makeDirectory(_:)``.
  public func makeDirectory(_ path: String) throws(StorageFailure) {
    try enter(.makeDirectory, .directory, path)
    guard names[Self.parent(path)] != nil else { throw missing(.directory, path) }
    if names[path] == nil {
      names[path] = .directory
      pending.append(.link(path, .directory))
    }
    try leave()
  }

  /// See ``Storage/removeDirectory(_:)``.
  public func removeDirectory(_ path: String) throws(StorageFailure) {
    try enter(.removeDirectory, .directory, path)
    guard names[path] != nil else { throw missing(.directory, path) }
    guard !names.keys.contains(where: { $0 != path && Self.parent($0) == path }) else {
      throw StorageFailure(.directory, path, code: 39)
    }
    names[path] = nil
    pending.append(.unlink(path))
    try leave()
  }

  /// See ``Storage/rename(_:to:)``. A directory's new name is on disk at once.
  public func rename(_ path: String, to newPath: String) throws(StorageFailure) {
    try enter(.rename, kind(at: path), path)
    guard let node = names[path], names[Self.parent(newPath)] != nil else { throw missing(.directory, path) }
    names[path] = nil
    names[newPath] = node
    if case .file = node {
      pending.append(.rename(from: path, to: newPath, node))
    } else {
      for old in names.keys where old.hasPrefix(path + "/") {
        names[newPath + old.dropFirst(path.utf8.count)] = names.removeValue(forKey: old)
      }
      pending = []
      diskNames = names
    }
    try leave()
  }

  /// See ``Storage/remove(_:)``.
  public func remove(_ path: String) throws(StorageFailure) {
    try enter(.remove, kind(at: path), path)
    guard case .file? = names[path] else { throw missing(.directory, path) }
    names[path] = nil
    pending.append(.unlink(path))
    try leave()
  }

  /// See ``Storage/syncDirectory(_:)``.
  public func syncDirectory(_ path: String) throws(StorageFailure) {
    try enter(.syncDirectory, .directory, path)
    if planted != .directorySyncs || Self.parent(path).isEmpty || !chance.one(in: 4) {
      pending.removeAll { change in
        guard change.directory == path else { return false }
        apply(change, to: &diskNames)
        return true
      }
    }
    try leave()
  }

  /// See ``Storage/lock(directory:)``.
  public func lock(directory: String) throws(StorageFailure) -> any StorageLock {
    try enter(.lock, .directory, directory)
    guard locked.insert(directory).inserted else { throw StorageFailure(.lock, directory, code: 11) }
    try leave()
    return SimulatedLock(directory, self)
  }

  private func kind(at path: String) -> FileKind {
    switch names[path] {
    case .file(let content)?: content.kind
    case .directory?: .directory
    case nil: FileKind(ofPath: path)
    }
  }

  func apply(_ change: NameChange, to names: inout [String: Node]) {
    switch change {
    case .link(let path, let node): names[path] = node
    case .unlink(let path):
      // One that is made under the name of a directory that was removed is another one, and empty.
      if case .directory? = names[path] {
        for inner in names.keys where inner.hasPrefix(path + "/") { names[inner] = nil }
      }
      names[path] = nil
    case .rename(let path, let newPath, let node):
      names[path] = nil
      names[newPath] = node
    }
  }
}

/// A directory held in a simulation; the loss of its process lets it go.
private final class SimulatedLock: StorageLock, @unchecked Sendable {
  // Sendable because a simulation has one thread.
  private let directory: String
  private let storage: SimulatedStorage
  private let life: Int
  private var isHeld = true

  init(_ directory: String, _ storage: SimulatedStorage) {
    self.directory = directory
    self.storage = storage
    life = storage.life
  }

  deinit { release() }

  func release() {
    if isHeld, storage.life == life { storage.locked.remove(directory) }
    isHeld = false
  }
}
