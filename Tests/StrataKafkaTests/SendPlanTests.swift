import StrataTransport
import Testing

@testable import StrataKafka

/// SPEC §13.3: what goes where and together is decided before anything is sent.
@Suite struct SendPlanTests {
  static let facts = Cluster.TopicFacts(partitions: 10, largestBatch: 10_000)

  private func plan(
    _ records: [Record], _ compression: ProducerOptions.Compression = .none, turn: Int32 = 0
  ) throws -> SendPlan {
    try SendPlan(records, Self.facts, compression, turn: turn, "append")
  }

  @Test("a key's partition is Kafka's, a hash's too, and a record without a key takes the send's turn")
  func placing() throws {
    let records = [
      Record(key: Array("21".utf8), value: nil), Record(key: Array("foobar".utf8), value: nil),
      Record(key: [9], value: nil, placement: .byHash(of: Array("abc".utf8))), Record(value: nil),
      Record(value: nil, placement: .partition(3)),
    ]
    #expect(try plan(records, turn: 12).partitions == [0, 6, 7, 2, 3])
    #expect(try plan([Record(value: nil)], turn: .min).partitions == [0])
  }

  @Test("a partition that the topic hasn't may be news, so the plan is stale", arguments: [-1, 10, .max] as [Int32])
  func missing(number: Int32) throws {
    let plan = try plan([Record(value: nil, placement: .partition(number))])
    #expect(plan.isStale)
    #expect(plan.missing?.contains("\(number)") == true)
  }

  @Test("records that surely fit go together, one that may not goes alone, and what follows it waits")
  func stages() throws {
    let small = Record(value: [1])
    let large = Record(value: Array(repeating: 0, count: 9_950))
    #expect(try plan([small, small, small]).stages == [0..<3])
    #expect(try plan([small, large, small, small]).stages == [0..<1, 1..<2, 2..<4])
    #expect(try plan([large, large]).stages == [0..<1, 1..<2])
    #expect(try plan([]).stages == [])
    // What compression makes of it only the broker can say.
    let huge = Record(value: Array(repeating: 0, count: 50_000))
    #expect(try plan([huge], .zstd).stages == [0..<1])
  }

  @Test("what can never be stored is refused before anything is sent")
  func refused() {
    let huge = Record(value: Array(repeating: 0, count: 10_001))
    #expect { try plan([Record(value: nil), huge]) } throws: { ($0 as? TransportError)?.code == .tooLarge }
    for time in [0, -1, .min] as [Int64] {
      #expect { try plan([Record(value: nil, timestamp: time)]) } throws: { ($0 as? TransportError)?.code == .invalid }
    }
  }
}
