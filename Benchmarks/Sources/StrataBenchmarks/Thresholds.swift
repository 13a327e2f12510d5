import BenchmarkTable
import FoundationEssentials
import Glibc

/// The most allocations that each row of the gate may show: `Thresholds.json` beside the package.
struct Thresholds {
  private let values: [String: Double]

  init() throws {
    let path = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Thresholds.json"
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw BenchmarkError("\(path) can't be read")
    }
    values = try JSONDecoder().decode([String: Double].self, from: data)
  }

  subscript(name: String) -> Double? { values[name] }
}
