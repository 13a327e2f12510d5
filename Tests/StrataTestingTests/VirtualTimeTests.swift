import StrataLog
import StrataTesting
import Testing

@Suite struct VirtualTimeTests {
  @Test("time stands still until it is moved, and moves by what it is told")
  func moves() {
    let time = VirtualTime(start: Timestamp(milliseconds: 1_000))
    #expect(time.now() == time.now())
    time.advance(by: .seconds(2))
    time.advance(by: .microseconds(2_900))
    time.advance(by: .zero)
    #expect(time.now() == Timestamp(milliseconds: 3_002))
  }
}
