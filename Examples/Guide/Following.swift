import Strata
import Testing

extension Guide {
  @Test("Documentation/following.md")
  func following() async throws {
    let engine = try Engine.open(directory)
    let orders = try engine.openTopic("orders")
    try orders.append(key: "42", value: "placed")

    let reader = Task {
      for try await record in try orders.follow(from: 0) {
        print("\(record.offset): \(record.valueText ?? "")")
        if record.valueText == "sent" { break }
      }
    }
    try orders.append(key: "42", value: "paid")
    try orders.append(key: "42", value: "sent")
    try await reader.value

    var bytes = 0
    let next = try orders.read { record in bytes += record.value?.count ?? 0 }
    print("\(bytes) bytes below \(next)")
    try engine.close()
    #expect(lines == ["0: placed", "1: paid", "2: sent", "14 bytes below 3"])
  }
}
