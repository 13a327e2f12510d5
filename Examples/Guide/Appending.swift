import Strata
import Testing

extension Guide {
  @Test("Documentation/appending.md")
  func appending() throws {
    let engine = try Engine.open(directory)
    let orders = try engine.openTopic("orders")

    try orders.append(key: "42", value: "placed")
    let paid = try orders.append(key: "42", value: "paid", durability: .synced)

    var batch = try BatchBuilder(codec: .zstd)
    for step in ["packed", "sent", "delivered"] {
      try batch.add(key: Array("42".utf8), value: Array(step.utf8), timestamp: SystemTime().now())
    }
    let appended = try orders.partition(0).append(batch.finish(), durability: .synced)
    print("\(paid), then \(appended.baseOffset) to \(appended.lastOffset), \(appended.durability)")
    try engine.close()
    #expect(lines == ["1, then 2 to 4, synced"])
  }
}
