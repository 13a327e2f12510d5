import BenchmarkTable
import CAllocations
import Glibc
import Strata

/// Every record of a log read: the first reader, who has each batch's checksum verified, and the second, for whom it
/// need not be; against the same walk over what pread(2) brings.
struct ReadRows {
  let scratch: Scratch

  func rows() throws -> [Row] {
    try rows(.init(size: 100, perBatch: 200), batches: 10_000, records: .atLeast(25), bytes: nil)
      + rows(.init(size: 1024, perBatch: 200), batches: 1_000, records: nil, bytes: .atLeast(7))
      + rows(.init(size: 100), batches: 300_000, records: nil, bytes: nil)
  }

  private func rows(_ load: Workload, batches: Int, records: Row.Bar?, bytes: Row.Bar?) throws -> [Row] {
    try scratch.withTopic(keep: true) { _ = try load.fill($0.partition(0), batches) }
    defer { scratch.remove("log") }
    let directory = scratch.path + "/log/bench-0"
    let file = directory + "/00000000000000000000.log"
    let count = load.perBatch * batches
    var first = Series()
    var second = Series()
    var copied = Series()
    var size = 0
    for round in 0...7 {
      let log = try Log.open(
        directory: directory, storage: DiskStorage(), time: SystemTime(), settings: LogSettings())
      size = log.byteCount
      let rates = try (0..<2).map { _ in try Double(count) / seconds { try expect(readAll(log), load, batches) } }
      try log.close()
      let peer = try Double(count) / walkCopies(file, load, batches)
      let moved = Double(size) / seconds { _ = preadAll(file) }
      guard round > 0 else { continue }
      first.ours.append(rates[0])
      second.ours.append(rates[1])
      first.peers.append(peer)
      second.peers.append(peer)
      copied.peers.append(moved)
    }
    let name = "\(load.value.count).\(load.perBatch)"
    let bytesPerRecord = Double(size) / Double(count)
    copied.ours = first.ours.map { $0 * bytesPerRecord }
    return [
      first.scaled(1e-6).row(
        "read.\(name).first", "read back \(load.name), first reader", unit: "M records/s",
        peer: "pread(2) 1 MiB, same walk, CRC", bar: records),
      copied.scaled(1e-9).row(
        "read.\(name).bytes", "  its bytes", unit: "GB/s", peer: "pread(2) 1 MiB, not looked at", bar: bytes),
      second.scaled(1e-6).row(
        "read.\(name).second", "  second reader", unit: "M records/s", peer: "pread(2) 1 MiB, same walk, CRC"),
    ]
  }

  private func expect(_ bytes: Int, _ load: Workload, _ batches: Int) throws {
    guard bytes == load.value.count * load.perBatch * batches else {
      throw BenchmarkError("read \(bytes) bytes of values")
    }
  }

  /// Seconds to read the file by pread(2) of 1 MiB and walk what came, with each batch's checksum verified.
  private func walkCopies(_ path: String, _ load: Workload, _ batches: Int) throws -> Double {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var bytes = 0
    let taken = try seconds {
      var position = 0
      while true {
        // pread(2) fills at most the array's bytes.
        let count = unsafe pread(descriptor, &buffer, buffer.count, off_t(position))
        guard count > 0 else { break }
        let walked = try walk(buffer.span.extracting(first: count), &bytes)
        guard walked > 0 else { break }
        position += walked
      }
    }
    try expect(bytes, load, batches)
    return taken
  }

  /// Walks the whole batches of `span`; the bytes that they take.
  private func walk(_ span: Span<UInt8>, _ bytes: inout Int) throws -> Int {
    var position = 0
    while position + BatchHeader.size <= span.count {
      let length = (0..<4).reduce(0) { $0 << 8 | Int(span[position + 8 + $1]) } + 12
      guard position + length <= span.count else { break }
      let batch = try RecordBatch(checking: span.extracting(position..<position + length))
      var records = try batch.records()
      while try records.next() { if let value = records.record.value { bytes += value.count } }
      position += length
    }
    return position
  }

  private func preadAll(_ path: String) -> Int64 {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    return strata_pread_all(descriptor, 1 << 20)
  }
}

/// Reads every record of a log; bytes of their values.
func readAll(_ log: Log) throws -> Int {
  var offset = log.startOffset
  var bytes = 0
  while true {
    let slice = try log.read(from: offset, maxBytes: 1 << 20, upTo: .written)
    if slice.isEmpty { return bytes }
    var batches = slice.batches()
    while try batches.next() {
      var records = try batches.batch.records()
      while try records.next() { if let value = records.record.value { bytes += value.count } }
    }
    offset = slice.nextOffset
  }
}
