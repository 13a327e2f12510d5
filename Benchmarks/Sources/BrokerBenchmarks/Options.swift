import BenchmarkTable

/// What the command line asks for.
struct Options {
  static let usage = """
    strata-broker-benchmarks --strata FILE [--kafka-dir DIR] [--rounds N] [--only loader|tools] [--dir DIR] [--json]
      --strata FILE    the strata command, built in release
      --kafka-dir DIR  Apache Kafka: the directory with the programs `server` and `tool`; ours is measured alone without
      --rounds N       how often each figure is taken, the brokers in turn (default: 3)
      --only GROUP     loader: our loader over librdkafka; tools: Kafka's own producer-perf and consumer-perf
      --dir DIR        where the brokers keep their data (default: where temporary files go)
      --json           the figures as JSON on standard output, the table on standard error

    """

  var strata = ""
  var kafka = environment("STRATA_KAFKA_DIR")
  var rounds = 3
  var only: String?
  var directory: String?
  var isJSON = false

  init(_ arguments: ArraySlice<String>) throws {
    var rest = arguments
    func value(_ option: String) throws -> String {
      guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value\n\(Self.usage)") }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--strata": strata = try value(argument)
      case "--kafka-dir": kafka = try value(argument)
      case "--rounds": rounds = max(1, Int(try value(argument)) ?? 0)
      case "--only": only = try value(argument)
      case "--dir": directory = try value(argument)
      case "--json": isJSON = true
      default: throw BenchmarkError("unknown option \(argument)\n\(Self.usage)")
      }
    }
    if strata.isEmpty { throw BenchmarkError("--strata is missing\n\(Self.usage)") }
  }

  func wants(_ group: String) -> Bool { only == nil || only == group }
}
