import Strata
import Testing

extension Guide {
  @Test("Documentation/inspecting.md")
  func inspecting() throws {
    let engine = try Engine.open(directory)
    let orders = try engine.openTopic("orders", partitions: 2)
    try orders.append(key: "42", value: "placed", to: 1)

    for topic in engine.topics {
      for partition in topic.partitions {
        let log = try partition.log
        print("\(partition.id): \(log.startOffset) up to \(log.endOffset()), \(log.segmentCount) segments")
      }
    }
    print("\(engine.damage.count) damaged places")
    try engine.close()
    #expect(lines == ["orders-0: 0 up to 0, 1 segments", "orders-1: 0 up to 1, 1 segments", "0 damaged places"])
  }
}
