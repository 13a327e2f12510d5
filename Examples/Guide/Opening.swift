import Strata
import Testing

extension Guide {
  @Test("Documentation/opening.md")
  func opening() throws {
    let engine = try Engine.open(directory)
    let orders = try engine.openTopic("orders")
    try orders.append(key: "42", value: "placed")

    do {
      _ = try Engine.open(directory)
    } catch {
      print(error)
    }
    try engine.close()

    let again = try Engine.open(directory)
    for record in try again.topic("orders").read() { print(record.valueText ?? "") }
    try again.close()
    #expect(
      lines == [
        "events is in use by another process or engine; close that one, or give this one a directory of its own",
        "placed",
      ])
  }
}
