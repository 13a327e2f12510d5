import Strata
import Testing

/// The example of the README, as a user writes it: one import, one directory.
@Suite struct EmbeddingTests {
  @Test("an event store in the process, in ten lines")
  func embeds() throws {
    let engine = try Engine.inMemory()
    let orders = try engine.createTopic("orders")
    try orders.append(key: "42", value: "placed")
    try orders.append(key: "42", value: "paid", durability: .synced)
    var told: [String] = []
    for record in try orders.read(from: Offset(0)) {
      told.append("\(record.offset): \(String(decoding: record.value ?? [], as: UTF8.self))")
    }
    try engine.close()
    #expect(told == ["0: placed", "1: paid"])
  }
}
