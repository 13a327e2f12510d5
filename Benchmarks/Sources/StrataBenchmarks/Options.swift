import BenchmarkTable

/// What the command line asks for.
struct Options {
  /// The groups of rows, in the table's order.
  static let groups = logGroups + ["upkeep", "latency", "capture", "allocations"]
  /// Those of the log itself.
  static let logGroups = ["append", "paced", "synced", "read", "delivery", "open", "kafka"]
  static let usage = """
    strata-benchmarks [--json FILE] [--check] [--log] [--only GROUP] [--dir DIR] [--realtime]
      --json FILE   writes the figures as JSON, too
      --check       counts allocations only, and fails when one exceeds Thresholds.json
      --log         the rows of the log: \(logGroups.joined(separator: ", "))
      --only GROUP  one of: \(groups.joined(separator: ", ")); may be given several times
      --dir DIR     where the files of the run are made (default: where temporary files go)
      --partitions N
                    of the opens of many partitions (default: 1000; the bar is for 10000)
      --kafka-dir DIR
                    Apache Kafka: the directory with the programs `server` and `tool`, for --only kafka and --log
      --realtime    runs before everything else on the machine, where the system allows it

    """

  var json: String?
  var check = false
  var only: [String] = []
  var directory: String?
  /// Rows that need it are left out without.
  var kafka = environment("STRATA_KAFKA_DIR")
  var isRealtime = false
  var partitions: Int32 = 1_000

  init(_ arguments: ArraySlice<String>) throws {
    var rest = arguments
    func value(_ option: String) throws -> String {
      guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value\n\(Self.usage)") }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": json = try value(argument)
      case "--check": check = true
      case "--log": only += Self.logGroups
      case "--only":
        let group = try value(argument)
        guard Self.groups.contains(group) else { throw BenchmarkError("unknown group \(group)\n\(Self.usage)") }
        only.append(group)
      case "--dir": directory = try value(argument)
      case "--partitions": partitions = min(100_000, max(1, Int32(try value(argument)) ?? 0))
      case "--kafka-dir": kafka = try value(argument)
      case "--realtime": isRealtime = true
      default: throw BenchmarkError("unknown option \(argument)\n\(Self.usage)")
      }
    }
  }

  func wants(_ group: String) -> Bool { check ? group == "allocations" : only.isEmpty || only.contains(group) }
}
