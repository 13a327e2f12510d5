/// Who may import whom: dependencies point down only (the table of floors in the design).
enum ImportRules {
  /// For each floor, the floors below that it may see.
  static let floors: [String: Set<String>] = [
    "CStrata": [],
    "StrataLog": ["CStrata", "CLZ4", "CZlib", "CSnappy", "CZstd"],
    "StrataEngine": ["StrataLog"],
    "StrataTransport": [],
    "StrataWire": [],
    "StrataInProcess": ["StrataLog", "StrataEngine", "StrataTransport"],
    "StrataKafka": ["CRDKafka", "StrataTransport"],
    "Strata": ["StrataLog", "StrataEngine", "StrataTransport", "StrataInProcess"],
    "StrataCapture": ["StrataTransport"],
    "StrataCaptureSQLite": ["StrataCapture", "CSQLite"],
    "StrataBroker": ["StrataLog", "StrataEngine", "StrataWire", "CUV"],
    "StrataTesting": ["StrataLog", "StrataEngine", "StrataTransport", "StrataInProcess", "StrataCapture"],
    "StrataCommand": [
      "CStrata", "StrataLog", "StrataEngine", "StrataBroker", "StrataTransport", "StrataInProcess", "StrataKafka",
      "StrataCapture",
      "StrataCaptureSQLite", "StrataTesting",
    ],
  ]

  /// What comes with the toolchain and costs nothing.
  static let toolchain: Set = ["Swift", "Synchronization", "Glibc", "Musl", "Darwin"]

  /// The floors that may have FoundationEssentials: full Foundation costs 50 MB and half the start, and nobody may.
  static let essentials: Set = ["StrataCapture", "StrataCaptureSQLite", "StrataCommand"]

  /// In Sources: only floors below, the toolchain, and FoundationEssentials from capture up.
  static func downward(_ file: TextFile) -> [Violation] {
    let target = String(file.path.split(separator: "/")[1])
    guard let below = floors[target] else {
      return [Violation(file, line: 1, "\(target) has no place in the table of floors: give it one")]
    }
    return imports(file).compactMap { line, module in
      if below.contains(module) || toolchain.contains(module) { return nil }
      if module == "FoundationEssentials", essentials.contains(target) { return nil }
      return Violation(file, line: line, "\(target) may not import \(module)")
    }
  }

  /// Everywhere: no Foundation.
  static func foundation(_ file: TextFile) -> [Violation] {
    imports(file).compactMap { line, module in
      module == "Foundation" ? Violation(file, line: line, "Foundation: use the standard library") : nil
    }
  }

  private static func imports(_ file: TextFile) -> [(line: Int, module: String)] {
    MaskedSource(file.text).lines.enumerated().compactMap { index, line in
      let words = line.split { $0 == " " || $0 == ";" }
      guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count else { return nil }
      // `import struct Module.Name` and `import Module.Submodule` name the module first.
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
      let name = words[kinds.contains(words[keyword + 1]) ? min(keyword + 2, words.count - 1) : keyword + 1]
      return (index + 1, String(name.prefix { $0 != "." }))
    }
  }
}
