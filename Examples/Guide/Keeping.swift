import Strata
import Testing

extension Guide {
  @Test("Documentation/keeping.md")
  func keeping() throws {
    let engine = try Engine.open(directory)
    let settings = try TopicSettings(["retention.bytes": "2000000", "segment.bytes": "1048576"])
    let orders = try engine.openTopic("orders", settings: settings)
    for _ in 0..<50 { try orders.append(key: nil, value: String(repeating: "x", count: 100_000)) }

    try engine.maintain()
    let kept = try orders.read()
    print("\(kept.count) of 50 are kept, from \(kept[0].offset) on")

    for found in try engine.scrub(maxBytes: 1 << 30) { print("\(found.partition): \(found.damage)") }
    print("\(engine.damage.count) damaged places")
    try engine.close()
    #expect(lines == ["20 of 50 are kept, from 30 on", "0 damaged places"])
  }
}
