import Strata
import Testing

extension Guide {
  @Test("Documentation/transactions.md")
  func transactions() async throws {
    let engine = try Engine.open(directory)
    try engine.createTopic("orders")
    try engine.createTopic("invoices")
    let transport = InProcessTransport(engine)
    let orders = TopicPartition("orders", 0)
    _ = try await transport.producer(.init()).send([Record(value: Array("42 shirts".utf8))], to: "orders")

    let consumer = try await transport.consumer(.group("billing", topics: ["orders"]), .init())
    let producer = try await transport.producer(.init(transactionalID: "billing-1"))
    while let event = try await consumer.next(within: .zero) {
      guard case .batch(let batch) = event else { continue }
      try await producer.beginTransaction()
      let invoices = batch.records.map { Record(key: $0.key, value: Array("invoice: ".utf8) + ($0.value ?? [])) }
      _ = try await producer.send(invoices, to: "invoices")
      print("open: \(try engine.topic("invoices").read().count) invoices, \(try await consumer.committed([orders]))")
      try await producer.commitOffsets([orders: batch.next], of: consumer)
      try await producer.commitTransaction()
      print("committed: \(try engine.topic("invoices").read().map { $0.valueText ?? "" })")
      print("billing goes on at \(try await consumer.committed([orders])[orders] ?? 0)")
    }
    await transport.close()
    try engine.close()
    #expect(
      lines == ["open: 0 invoices, [:]", #"committed: ["invoice: 42 shirts"]"#, "billing goes on at 1"])
  }
}
