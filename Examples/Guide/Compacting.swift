import Strata
import Testing

extension Guide {
  @Test("Documentation/compacting.md")
  func compacting() throws {
    let engine = try Engine.open(directory)
    let settings = try TopicSettings(["cleanup.policy": "compact", "segment.bytes": "1048576"])
    let prices = try engine.openTopic("prices", settings: settings)
    let note = String(repeating: "x", count: 100)
    for n in 0..<20_000 { try prices.append(key: "item \(n % 100)", value: "\(n) cents, \(note)") }

    var done: Compaction?
    try engine.compact { partition, progress in done = progress }
    if let done { print("\(done.keys) keys: \(done.recordsKept) records stay of those that were sealed") }
    print("the end is still \(try prices.partition(0).log.endOffset())")
    try engine.close()
    #expect(lines == ["100 keys: 100 records stay of those that were sealed", "the end is still 20000"])
  }
}
