import BenchmarkTable
import CAllocations
import Glibc
import Strata

/// The log against the system calls it is made of: appends against write(2), reading against pread(2) of the same
/// bytes.
struct LogRows {
  let scratch: Scratch

  func rows() throws -> [Row] {
    [
      try append(size: 512, perBatch: 1, batches: 100_000, bar: .ratio(atLeast: 1)),
      try append(size: 100, perBatch: 1, batches: 100_000, bar: .ratio(atLeast: 1)),
      try append(size: 512, perBatch: 200, batches: 1_500, bar: .ratio(atLeast: 0.5)),
      try append(size: 100, perBatch: 200, batches: 2_500, bar: .ratio(atLeast: 0.5)),
      try simple(size: 512, count: 100_000),
      try synced(size: 512, count: 200),
      try readBack(size: 512, perBatch: 200, batches: 2_500),
      try readBack(size: 100, perBatch: 1, batches: 200_000),
    ]
  }

  /// Records encoded, summed and appended at level `written`, against one write(2) for the bytes of each batch.
  private func append(size: Int, perBatch: Int, batches: Int, bar: Row.Bar) throws -> Row {
    let value = [UInt8](repeating: 0x61, count: size)
    let encoded = try encodedBatch(value, perBatch)
    let records = Double(perBatch * batches)
    let figures = try alternate {
      try records / fill(value, perBatch, batches)
    } peer: {
      let file = try RawFile(scratch.path + "/raw")
      return try records / seconds { for _ in 0..<batches { try file.write(encoded) } }
    }
    return Row(
      name: "append.\(size).\(perBatch)",
      what: "embedded append \(size) B, \(perBatch == 1 ? "one" : "\(perBatch)") a batch",
      unit: "records/s", value: figures.ours, peer: figures.peer, peerName: "write(2) of the same bytes", bar: bar)
  }

  /// Records appended by the call that takes a record instead of a batch.
  private func simple(size: Int, count: Int) throws -> Row {
    let value = [UInt8](repeating: 0x61, count: size)
    let encoded = try encodedBatch(value, 1)
    let figures = try alternate {
      try Double(count) / appending { partition in for _ in 0..<count { try partition.append(key: nil, value: value) } }
    } peer: {
      let file = try RawFile(scratch.path + "/raw")
      return try Double(count) / seconds { for _ in 0..<count { try file.write(encoded) } }
    }
    return Row(
      name: "append.\(size).simple", what: "embedded append \(size) B, append(key:value:)", unit: "records/s",
      value: figures.ours, peer: figures.peer, peerName: "write(2) of the same bytes", bar: .ratio(atLeast: 1))
  }

  /// Records on the disk one after the other, against write(2) and fdatasync(2) of the same bytes.
  private func synced(size: Int, count: Int) throws -> Row {
    let value = [UInt8](repeating: 0x61, count: size)
    let encoded = try encodedBatch(value, 1)
    let figures = try alternate(rounds: 3) {
      try Double(count) / fill(value, 1, count, .synced)
    } peer: {
      let file = try RawFile(scratch.path + "/raw")
      return try Double(count)
        / seconds {
          for _ in 0..<count {
            try file.write(encoded)
            fdatasync(file.descriptor)
          }
        }
    }
    return Row(
      name: "append.\(size).synced", what: "embedded append \(size) B, one a batch, synced", unit: "records/s",
      value: figures.ours, peer: figures.peer, peerName: "write(2) and fdatasync(2)")
  }

  /// Seconds that it takes to append batches made on the way.
  private func fill(
    _ value: [UInt8], _ perBatch: Int, _ batches: Int, _ durability: Durability = .written
  ) throws -> Double {
    var builder = try BatchBuilder()
    let time = SystemTime().now()
    return try appending { partition in
      for _ in 0..<batches {
        builder.reset()
        for _ in 0..<perBatch { try builder.add(key: nil, value: value.span, timestamp: time) }
        try partition.append(builder.finish(), durability: durability)
      }
    }
  }

  /// Seconds that appends to a new engine's only partition take. The engine is closed in good order afterwards.
  private func appending(_ append: (Partition) throws -> Void) throws -> Double {
    scratch.remove("log")
    let engine = try Engine.open(scratch.path + "/log")
    let partition = try engine.createTopic("bench").partition(0)
    let taken = try seconds { try append(partition) }
    try engine.close()
    return taken
  }

  private func encodedBatch(_ value: [UInt8], _ count: Int) throws -> [UInt8] {
    var builder = try BatchBuilder()
    for _ in 0..<count { try builder.add(key: nil, value: value.span, timestamp: SystemTime().now()) }
    let batch = try builder.finish()
    return batch.bytes.indices.map { batch.bytes[$0] }
  }

  /// Every record of a log read with its batch's checksum verified, against pread(2) of the same bytes.
  private func readBack(size: Int, perBatch: Int, batches: Int) throws -> Row {
    let value = [UInt8](repeating: 0x61, count: size)
    _ = try fill(value, perBatch, batches)
    let log = try Log.open(
      directory: scratch.path + "/log/bench-0", storage: DiskStorage(), time: SystemTime(), settings: LogSettings())
    let megabytes = Double(log.byteCount) / 1e6
    let path = scratch.path + "/log/bench-0/00000000000000000000.log"
    let figures = try alternate {
      var bytes = 0
      let taken = try seconds { bytes = try readAll(log) }
      guard bytes == size * perBatch * batches else { throw BenchmarkError("read \(bytes) bytes of values") }
      return megabytes / taken
    } peer: {
      // The path lives through the call.
      let descriptor = unsafe Glibc.open(path, O_RDONLY)
      defer { close(descriptor) }
      return megabytes / seconds { _ = strata_pread_all(descriptor, 1 << 20) }
    }
    try log.close()
    scratch.remove("log")
    return Row(
      name: "read.\(size).\(perBatch)",
      what: "read back \(size) B, \(perBatch == 1 ? "one" : "\(perBatch)") a batch, CRC",
      unit: "MB/s", value: figures.ours, peer: figures.peer, peerName: "pread(2), not looked at")
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
