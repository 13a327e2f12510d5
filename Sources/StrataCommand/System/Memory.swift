import CStrata

/// What of this process lies in memory, as Linux tells; nothing elsewhere.
enum Memory {
  /// The most that was ever resident, in bytes; nil where the system does not say.
  static func peakResident() -> Int? {
    guard let descriptor = try? Posix.open("/proc/self/status") else { return nil }
    defer { Posix.close(descriptor) }
    let input = ByteInput(name: "status") { try Posix.read(descriptor, $0, name: "status") }
    while let line = try? input.line() {
      let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }
      if words.first == "VmHWM:", words.count > 1, let kibibytes = Int(words[1]) { return kibibytes << 10 }
    }
    return nil
  }

  /// Lets go of the code that only the start needed: more than half of what is resident then. What is used again comes
  /// back by itself.
  static func releaseCode() { strata_release_code() }
}
