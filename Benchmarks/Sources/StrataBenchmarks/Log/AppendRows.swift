import BenchmarkTable
import Strata

/// Appends at level `written`, one after the other, against one write(2) of the same bytes each.
struct AppendRows {
  let scratch: Scratch

  func rows() throws -> [Row] {
    [
      try append(.init(size: 512), batches: 100_000, bar: .ratio(atLeast: 6)),
      try append(.init(size: 100), batches: 150_000, bar: .ratio(atLeast: 10)),
      try append(.init(size: 512), batches: 100_000, throughEngine: false),
      try append(.init(size: 100), batches: 150_000, throughEngine: false),
      try append(.init(size: 512, perBatch: 200), batches: 1_500, bar: .ratio(atLeast: 1)),
      try append(.init(size: 100, perBatch: 200), batches: 4_000, bar: .ratio(atLeast: 1)),
      try simple(.init(size: 512), count: 100_000),
    ]
  }

  /// Records encoded, summed and appended, through the engine or straight to its log.
  private func append(
    _ load: Workload, batches: Int, throughEngine: Bool = true, bar: Row.Bar? = nil
  ) throws -> Row {
    let series = try against(load, batches) { partition in
      try throughEngine ? load.fill(partition, batches) : load.fill(try partition.log, batches)
    }
    return series.row(
      (throughEngine ? "append." : "append.log.") + "\(load.value.count).\(load.perBatch)",
      (throughEngine ? "append " : "append to the log alone, ") + load.name, unit: "records/s",
      peer: "write(2) of the same bytes", bar: bar)
  }

  /// Records appended by the call that takes a record instead of a batch.
  private func simple(_ load: Workload, count: Int) throws -> Row {
    let series = try against(load, count) { partition in
      try seconds { for _ in 0..<count { try partition.append(key: nil, value: load.value) } }
    }
    return series.row(
      "append.\(load.value.count).simple", "append \(load.value.count) B, append(key:value:)", unit: "records/s",
      peer: "write(2) of the same bytes")
  }

  /// Records a second, given the seconds of ours, in turn with raw writes of the same batches.
  private func against(_ load: Workload, _ batches: Int, _ ours: (Partition) throws -> Double) throws -> Series {
    let encoded = try load.encoded()
    let records = Double(load.perBatch * batches)
    return try alternate {
      try records / scratch.withTopic { try ours($0.partition(0)) }
    } peer: {
      let file = try RawFile(scratch.path + "/raw")
      return try records / seconds { for _ in 0..<batches { try file.write(encoded) } }
    }
  }
}
