import BenchmarkTable
import CAllocations
import Glibc

/// Measures Strata against what it is made of, in one run (see README.md beside the package).
@main struct Benchmarks {
  static func main() async {
    do {
      let arguments = CommandLine.arguments
      if arguments.count == 3, arguments[1] == KilledWriter.argument {
        return try KilledWriter.writeAndDie(arguments[2])
      }
      if arguments.count >= 4, arguments[1] == Repeated.argument {
        return try Repeated.run(
          arguments[2], Int(arguments[3]) ?? 0, inside: arguments.count > 4 ? arguments[4] : nil)
      }
      let options = try Options(CommandLine.arguments.dropFirst())
      if options.isRealtime { try Machine.goFirst() }
      let scratch = try Scratch(inside: options.directory)
      defer { scratch.remove() }
      write(1, Machine.description(directory: scratch.path) + (options.isRealtime ? ", realtime\n" : "\n"))
      let rows = try await measure(options, scratch)
      write(1, table(rows) + "resident memory at the end: \(format(Double(strata_resident_bytes()) / 1e6)) MB\n")
      if let file = options.json { try RawFile(file).write(Array(json(rows).utf8)) }
      if options.check { try check(rows) }
    } catch {
      write(2, "strata-benchmarks: \(error)\n")
      exit(1)
    }
  }

  private static func measure(_ options: Options, _ scratch: Scratch) async throws -> [Row] {
    var rows: [Row] = []
    if options.wants("append") { rows += try AppendRows(scratch: scratch).rows() }
    if options.wants("paced") { rows += try PacedRows(scratch: scratch).rows() }
    if options.wants("synced") { rows += try SyncedRows(scratch: scratch).rows() }
    if options.wants("read") { rows += try ReadRows(scratch: scratch).rows() }
    if options.wants("delivery") { rows += try await DeliveryRows(scratch: scratch).rows() }
    if options.wants("open") {
      rows += try OpenRows(scratch: scratch, many: .init(partitions: options.partitions)).rows()
    }
    if options.wants("kafka") {
      if let kafka = options.kafka {
        rows += try KafkaRows(scratch: scratch, kafka: kafka).rows()
      } else {
        write(2, "no Apache Kafka (--kafka-dir DIR or STRATA_KAFKA_DIR): its rows are left out\n")
      }
    }
    if options.wants("upkeep") { rows += try UpkeepRows().rows() }
    if options.wants("latency") { rows += try await LatencyRows(scratch: scratch).rows() }
    if options.wants("capture") { rows += try await CaptureRows(scratch: scratch).rows() }
    if options.wants("allocations") {
      rows += try await AllocationRows(scratch: scratch).rows()
      rows += try BrokerAllocationRows(scratch: scratch).rows()
    }
    return rows
  }

  /// Fails when an allocation count is above its threshold, or has none.
  private static func check(_ rows: [Row]) throws {
    let thresholds = try Thresholds()
    let over = rows.compactMap { row -> String? in
      guard let most = thresholds[row.name] else { return "\(row.name) has no threshold" }
      return row.value > most ? "\(row.name): \(format(row.value)) \(row.unit), at most \(format(most))" : nil
    }
    if !over.isEmpty { throw BenchmarkError("allocations above Thresholds.json\n  " + over.joined(separator: "\n  ")) }
    write(1, "every allocation count is within Thresholds.json\n")
  }

  private static func write(_ descriptor: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    // The array lives through the call; a reader that went away is no reason to stop.
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
