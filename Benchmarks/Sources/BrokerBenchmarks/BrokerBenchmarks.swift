import BenchmarkTable
import Glibc

/// Measures `strata serve` beside Apache Kafka: both in one run, the same clients, in turn (see README.md).
@main struct BrokerBenchmarks {
  /// A size of records and how many are sent, by our loader and by Kafka's tools.
  struct Load {
    var size: Int
    var name: String
    var loaded: Int
    var tooled: Int
  }

  static let loads = [
    Load(size: 100, name: "100 B", loaded: 5_000_000, tooled: 300_000),
    Load(size: 1_024, name: "1 KiB", loaded: 1_000_000, tooled: 100_000),
  ]

  static func main() {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      let scratch = try Scratch(inside: options.directory)
      defer { scratch.remove() }
      let rows = try Rounds(options: options, scratch: scratch).rows()
      write(options.isJSON ? 2 : 1, table(rows))
      if options.isJSON { write(1, json(rows)) }
    } catch {
      write(2, "strata-broker-benchmarks: \(error)\n")
      exit(1)
    }
  }

  static func write(_ descriptor: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    // The array lives through the call; a reader that went away is no reason to stop.
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
