import StrataEngine
import StrataLog
import StrataTransport
import Testing

@testable import StrataInProcess

/// SPEC §8.5
@Suite struct ErrorMappingTests {
  static let failure = StorageFailure(.sync, "orders-0", code: 5)
  static let full = StorageFailure(.reserve, "orders-0", code: 28)

  @Test(
    "what passes by itself may be tried again, what does not is not",
    arguments: [
      (.poisoned(failure), .damaged, false), (.storage(full), .full, true), (.storage(failure), .unavailable, true),
      (.batchTooLarge(bytes: 2, limit: 1), .tooLarge, false), (.closed, .closed, false),
    ] as [(LogError, TransportError.Code, Bool)])
  func codes(error: LogError, code: TransportError.Code, isRetriable: Bool) {
    let mapped = TransportError(EngineError.log(partition: PartitionID("orders", 0), error), "send to orders")
    #expect(mapped.code == code)
    #expect(mapped.isRetriable == isRetriable)
  }
}
