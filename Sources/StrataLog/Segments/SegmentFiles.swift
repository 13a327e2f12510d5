/// The names of a segment's files (SPEC §4.1): the base offset in twenty digits, and what the file is.
struct SegmentFiles: Sendable {
  let storage: any Storage
  let directory: String
  let base: Offset

  private var stem: String { directory + "/" + Self.digits(base.value) }
  var log: String { stem + ".log" }
  var offsetIndex: String { stem + ".index" }
  var timeIndex: String { stem + ".timeindex" }
  /// The transactions whose abort is in it, if there are any.
  var transactionIndex: String { stem + ".txnindex" }
  /// What producers had done before it.
  var snapshot: String { stem + ".snapshot" }
  /// Where a whole segment goes that can't follow the one before it.
  var setAside: String { stem + ".log.cut" }

  /// A segment that is being written to take the place of others, and one that is whole and does.
  var cleaned: String { log + Self.cleanedSuffix }
  var swap: String { log + Self.swapSuffix }
  static let cleanedSuffix = ".cleaned"
  static let swapSuffix = ".swap"

  /// Where bytes go that were cut off at `position`; numbered when the name is taken.
  func cut(at position: Int) -> String {
    let name = "\(stem).\(position)"
    var number = 1
    while storage.exists(number == 1 ? name + ".cut" : "\(name).\(number).cut") { number += 1 }
    return number == 1 ? name + ".cut" : "\(name).\(number).cut"
  }

  /// The base offset that a `.log` file's name says, or nil if the name is no such.
  static func base(ofLogNamed name: String) -> Offset? { offset(ofNamed: name, ".log") }

  /// The offset that the name of a snapshot says, or nil if it is no such.
  static func offset(ofSnapshotNamed name: String) -> Offset? { offset(ofNamed: name, ".snapshot") }

  private static func offset(ofNamed name: String, _ suffix: String) -> Offset? {
    guard name.hasSuffix(suffix), name.utf8.count == 20 + suffix.utf8.count,
      name.utf8.prefix(20).allSatisfy({ (48...57).contains($0) }), let value = Int64(name.prefix(20)),
      value <= Offset.most
    else { return nil }
    return Offset(value)
  }

  static func digits(_ number: Int64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 20 - digits.utf8.count) + digits
  }

  /// Writes the index of transactions, whole or not at all; without one there is no file. Answers whether the
  /// directory is another than before.
  func writeTransactions(_ aborted: [AbortedTransaction]) throws(StorageFailure) -> Bool {
    if !aborted.isEmpty {
      try storage.replace(transactionIndex, with: TransactionIndex.encoded(aborted).span)
      return true
    }
    guard storage.exists(transactionIndex) else { return false }
    try storage.remove(transactionIndex)
    return true
  }

  /// Writes the index files, each whole or not at all. Only when the segment's data is on disk, and what was written
  /// of transactions and producers: that is what their presence says.
  func writeIndexes(_ indexes: SegmentIndexes) throws(StorageFailure) {
    try storage.replace(timeIndex, with: indexes.times.encoded().span)
    try storage.replace(offsetIndex, with: indexes.offsets.encoded().span)
    try storage.syncDirectory(directory)
  }

  /// Removes the index files that are there, whose presence says that all is on disk; true if there was one. That of
  /// transactions stays: should a power failure bring the others back, it must be there.
  @discardableResult
  func removeIndexes() throws(StorageFailure) -> Bool {
    var removed = false
    for path in [offsetIndex, timeIndex] where storage.exists(path) {
      try storage.remove(path)
      removed = true
    }
    return removed
  }

  /// Removes the segment. The log goes first: indexes without a log are swept away at the next open.
  func remove() throws(StorageFailure) {
    if storage.exists(log) { try storage.remove(log) }
    try removeIndexes()
    for path in [transactionIndex, snapshot] where storage.exists(path) { try storage.remove(path) }
  }
}
