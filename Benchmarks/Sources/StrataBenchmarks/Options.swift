import BenchmarkTable

/// What the command line asks for.
struct Options {
  static let usage = """
    strata-benchmarks [--json FILE] [--check] [--only GROUP] [--dir DIR]
      --json FILE   writes the figures as JSON, too
      --check       counts allocations only, and fails when one exceeds Thresholds.json
      --only GROUP  one of: log, latency, capture, allocations
      --dir DIR     where the files of the run are made (default: where temporary files go)

    """

  var json: String?
  var check = false
  var only: String?
  var directory: String?

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
      case "--only": only = try value(argument)
      case "--dir": directory = try value(argument)
      default: throw BenchmarkError("unknown option \(argument)\n\(Self.usage)")
      }
    }
  }

  func wants(_ group: String) -> Bool { check ? group == "allocations" : only == nil || only == group }
}
