import StrataEngine
import StrataWire

extension Handler {
  /// A number for a producer that wants each batch stored once (SPEC §12.2). Transactions are not kept here: who names
  /// one is told so by an error that no client tries again.
  static let initProducerId = Handler(InitProducerIdRequest.self) { request, call in
    if let name = request.transactionalID {
      return .now(refused(name.isEmpty ? .invalidRequest : .unsupportedVersion))
    }
    guard (request.producerID == -1) == (request.producerEpoch == -1) else { return .now(refused(.invalidRequest)) }
    do throws(EngineError) {
      return .now(InitProducerIdResponse(producerID: try call.broker.engine.newProducerID(), producerEpoch: 0))
    } catch { return .now(refused(error.code)) }
  }

  private static func refused(_ code: ErrorCode) -> InitProducerIdResponse {
    InitProducerIdResponse(errorCode: code, producerID: -1, producerEpoch: -1)
  }
}
