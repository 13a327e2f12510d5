/// Putting a compacted segment in the place of those that it was made of (SPEC §6.6), by Kafka's steps, so that its
/// broker would go on with what a crash left: written as `.log.cleaned`, on disk, renamed to `.log.swap`, from where on
/// it counts; then the old files go, and it gets its name.
enum SegmentSwap {
  /// What is written counts from the return on. The segments `replaced` by it may go.
  static func commit(_ files: SegmentFiles) throws(StorageFailure) {
    try files.storage.rename(files.cleaned, to: files.swap)
    try files.storage.syncDirectory(files.directory)
  }

  /// Takes away the files of the segments that are replaced, the first of which has the new one's base, and gives that
  /// its name. It has no index files then.
  static func place(_ files: SegmentFiles, replacing others: [SegmentFiles]) throws(StorageFailure) {
    try files.removeIndexes()
    for other in others { try other.remove() }
    // Before the name: an old segment must not come back beside it.
    try files.storage.syncDirectory(files.directory)
    try files.storage.rename(files.swap, to: files.log)
    try files.storage.syncDirectory(files.directory)
  }

  /// Ends what a crash broke off in a directory: a segment that counts gets its name, one that doesn't goes. Answers
  /// the names that are there then.
  static func finish(in directory: String, _ storage: any Storage) throws(StorageFailure) -> [String] {
    let names = try storage.list(directory)
    let left = names.filter { $0.hasSuffix(SegmentFiles.cleanedSuffix) || $0.hasSuffix(SegmentFiles.swapSuffix) }
    guard !left.isEmpty else { return names }
    func bases(_ suffix: String, _ names: [String]) -> [Offset] {
      names.compactMap { $0.hasSuffix(suffix) ? SegmentFiles.base(ofLogNamed: String($0.dropLast(suffix.count))) : nil }
    }
    // Kafka splits segments, too: of what it had not written whole none counts.
    let unwritten = bases(SegmentFiles.cleanedSuffix, left).min()?.value ?? .max
    let swaps = bases(SegmentFiles.swapSuffix, left).filter { $0.value < unwritten }
    let counting = Set(swaps.map { SegmentFiles(storage: storage, directory: directory, base: $0).swap })
    for name in left where !counting.contains(directory + "/" + name) { try storage.remove(directory + "/" + name) }
    let logs = bases("", names.filter { $0.hasSuffix(".log") })
    for base in swaps.sorted() {
      let files = SegmentFiles(storage: storage, directory: directory, base: base)
      let end = try end(of: files)
      let replaced = logs.filter { $0 > base && $0.value < end }
      try place(files, replacing: replaced.map { SegmentFiles(storage: storage, directory: directory, base: $0) })
    }
    try storage.syncDirectory(directory)
    return try storage.list(directory)
  }

  /// The offset due behind the batches of a segment that counts. Behind damage it is not known: the segments there
  /// stay.
  private static func end(of files: SegmentFiles) throws(StorageFailure) -> Int64 {
    let file = try files.storage.open(files.swap, create: false)
    let size = try file.size()
    let map = try file.map(max(1, size))
    let bytes = map.span(from: 0, count: size)
    var (position, end) = (0, files.base.value)
    while let header = try? BatchHeader(reading: bytes, at: position), header.baseOffset >= end,
      header.byteCount <= size - position
    {
      position += header.byteCount
      end = header.nextOffset
    }
    return end
  }
}
