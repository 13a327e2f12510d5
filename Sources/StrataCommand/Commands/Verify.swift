import StrataLog

/// `strata verify DIR`: checks every segment and index below a directory (SPEC §10.1).
struct Verify: Command {
  static let name = "verify"
  static let summary = "Check every segment, batch and index below a directory"
  static let discussion = """
    Of a directory that `strata demo --keep` left, the replica is proven equal to its source too; the first row and
    column that differ are named. The status is 1 when anything is wrong.
    """

  let directory: String

  init(_ arguments: inout Arguments) throws(CommandError) {
    directory = try arguments.positional("DIR", completes: .directories, "a data directory, or one above it")
  }

  func run(_ console: Console) async throws -> Outcome {
    guard Files.isDirectory(directory) else { throw CommandError.failed("\(directory): there is no such directory") }
    let locks = try lockDataDirectories()
    defer { for lock in locks { lock.release() } }
    let partitions = try partitionDirectories(below: directory)
    guard !partitions.isEmpty else {
      throw CommandError.failed("\(directory): there is no log below it", advice: "give a data directory")
    }
    var flaws = 0
    for partition in partitions { flaws += try check(partition, console) }
    let sum = flaws == 0 ? "all whole" : "\(flaws) flaws"
    try console.out.line("\(partitions.count) partitions: \(sum)")
    let isEqual = try proveReplica(console)
    return flaws == 0 && isEqual ? .ok : .failed
  }

  /// Proves the replica of a directory that the demo left; true where there is none.
  private func proveReplica(_ console: Console) throws -> Bool {
    let demo = DemoDirectory(path: directory)
    guard demo.isThere else { return true }
    let proof = try DemoProof(demo)
    for difference in proof.differences { try console.out.line("NOT EQUAL \(difference)") }
    if proof.isEqual {
      let rows = Figures.grouped(proof.rows)
      try console.out.line("replica equal: \(rows) rows, digest \(proof.digest), \(proof.effects) effects")
    }
    return proof.isEqual
  }

  private func check(_ partition: String, _ console: Console) throws -> Int {
    var due: Int64 = 0
    var batches = 0
    var records = 0
    var bytes = 0
    var flaws = 0
    let segments = try segments(in: partition)
    for (number, segment) in segments.enumerated() {
      let check = try SegmentCheck(segment, due: due)
      due = max(due, check.next)
      batches += check.batches
      records += check.records
      bytes += check.bytes
      flaws += check.flaws.count
      for flaw in check.flaws { try console.out.line("DAMAGED \(flaw)") }
      if case .unwritten(let bytes) = check.tail, number + 1 < segments.count {
        flaws += 1
        try console.out.line("DAMAGED \(segment): \(bytes) bytes of zeros at the end of a segment that is not the last")
      }
    }
    var undrained = 0
    for batch in try TailReplay(partition, DiskStorage())?.batches(from: due) ?? [] {
      let header = try RecordBatch(checking: batch.span).header
      undrained += Int(header.recordCount)
      batches += 1
      bytes += batch.count
      due = header.nextOffset
    }
    records += undrained
    let name = "\(flaws == 0 ? "ok     " : "DAMAGED") \(Files.name(of: partition))"
    let count = "\(segments.count) segments, \(Figures.grouped(batches)) batches, \(Figures.grouped(records)) records"
    let tail = undrained == 0 ? "" : ", \(Figures.grouped(undrained)) of them not in a segment yet"
    try console.out.line("\(name): \(count), \(Figures.bytes(bytes)), next \(due)\(tail)")
    return flaws
  }

  /// A log that is written while it is checked would look damaged: the data directories' own locks are taken.
  private func lockDataDirectories() throws -> [any StorageLock] {
    let storage = DiskStorage()
    var locks: [any StorageLock] = []
    for path in [directory, Files.path(directory, "log")] where Files.isFile(Files.path(path, ".lock")) {
      do throws(StorageFailure) {
        locks.append(try storage.lock(directory: path))
      } catch {
        guard error.isInUse else { throw error }
        throw CommandError.failed("\(path) is in use by another process", advice: "stop it, then verify again")
      }
    }
    return locks
  }
}
