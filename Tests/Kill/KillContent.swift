import Glibc
import StrataLog

/// What the logs hold: of each offset of each log the one value that belongs there, so that a reader needs no record of
/// what was written.
enum KillContent {
  static let logs = 4
  static let settings = {
    var settings = LogSettings()
    // Small, so that segments roll and indexes have entries within the life of a writer.
    settings.segmentBytes = 1 << 20
    settings.indexIntervalBytes = 1 << 10
    settings.retentionMilliseconds = nil
    return settings
  }()

  static func path(_ directory: String, _ log: Int) -> String { "\(directory)/p-\(log)" }

  /// The value of a record: most are small, some larger than the pieces that a log writes in.
  static func value(_ log: Int, _ offset: Int64) -> [UInt8] {
    var numbers = Numbers(UInt64(log) << 56 ^ UInt64(bitPattern: offset))
    let draw = numbers.next()
    let count = draw % 1_000 == 0 ? 1 << 17 : draw % 50 == 0 ? Int(draw >> 32 % 9_000) : Int(draw >> 32 % 300)
    var value: [UInt8] = []
    value.reserveCapacity(count + 8)
    while value.count < count {
      var word = numbers.next()
      for _ in 0..<8 {
        value.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    }
    return value
  }
}

/// Numbers that a seed decides (SplitMix64).
struct Numbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}

/// Why a run fails.
struct KillFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// This process.
enum Process {
  /// Ends it at once: nothing is closed.
  static func end(_ status: Int32) -> Never { _exit(status) }

  /// Puts a line into the pipe in one piece; ends with the process when nobody reads.
  static func say(_ line: String) {
    var line = line + "\n"
    let written = line.withUTF8 { bytes in unsafe write(1, bytes.baseAddress, bytes.count) }
    if written < 0 { end(2) }
  }
}
