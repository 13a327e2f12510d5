/// The names of a segment's files (SPEC §4.1): the base offset in twenty digits, and what the file is.
struct SegmentFiles: Sendable {
  let storage: any Storage
  let directory: String
  let base: Offset

  private var stem: String { directory + "/" + Self.digits(base.value) }
  var log: String { stem + ".log" }
  var offsetIndex: String { stem + ".index" }
  var timeIndex: String { stem + ".timeindex" }
  /// Where a whole segment goes that can't follow the one before it.
  var setAside: String { stem + ".log.cut" }

  /// Where bytes go that were cut off at `position`; numbered when the name is taken.
  func cut(at position: Int) -> String {
    let name = "\(stem).\(position)"
    var number = 1
    while storage.exists(number == 1 ? name + ".cut" : "\(name).\(number).cut") { number += 1 }
    return number == 1 ? name + ".cut" : "\(name).\(number).cut"
  }

  /// The base offset that a `.log` file's name says, or nil if the name is no such.
  static func base(ofLogNamed name: String) -> Offset? {
    guard name.hasSuffix(".log"), name.utf8.count == 24, name.utf8.prefix(20).allSatisfy({ (48...57).contains($0) }),
      let value = Int64(name.prefix(20)), value <= Offset.most
    else { return nil }
    return Offset(value)
  }

  static func digits(_ number: Int64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 20 - digits.utf8.count) + digits
  }

  /// Writes both index files, each whole or not at all. Only when the segment's data is on disk: that is what their
  /// presence says.
  func writeIndexes(_ indexes: SegmentIndexes) throws(StorageFailure) {
    try storage.replace(timeIndex, with: indexes.times.encoded().span)
    try storage.replace(offsetIndex, with: indexes.offsets.encoded().span)
    try storage.syncDirectory(directory)
  }

  /// Removes the index files that are there; true if there was one.
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
  }
}
