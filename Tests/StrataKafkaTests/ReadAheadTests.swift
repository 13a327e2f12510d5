import Testing

@testable import StrataKafka

/// SPEC §13.4: how far librdkafka reads ahead.
@Suite struct ReadAheadTests {
  @Test("half the allowance may be queued, half may be a fetch's answer, and no less than a KiB is asked for")
  func limits() {
    let properties = ReadAhead(allowance: 8 << 20).properties
    #expect(properties["queued.max.messages.kbytes"] == "4096")
    #expect(properties["fetch.max.bytes"] == "\(4 << 20)")
    #expect(properties["queued.min.messages"] == "8192")
    let least = ReadAhead(allowance: 1).properties
    #expect(least["queued.max.messages.kbytes"] == "1")
    #expect(least["fetch.max.bytes"] == "1024")
    #expect(ReadAhead(allowance: .max).properties["fetch.max.bytes"] == "\(1 << 30)")
  }

  @Test("the connection is woken when half was taken and half is left, once until it was")
  func waking() {
    let ahead = ReadAhead(allowance: 1 << 20)
    #expect(!ahead.took(100, 1_000, left: 10))
    #expect(!ahead.took(500, 1_000, left: 900))
    #expect(ahead.took(1, 10, left: 400))
    #expect(!ahead.took(600, 10, left: 0))
    ahead.nudged()
    #expect(ahead.took(1, 10, left: 0))
    #expect(!ahead.took(1, 10, left: 0))
  }
}
