import StrataEngine
import StrataWire

extension Handler {
  /// A member says that it is alive, and hears whether to join again (SPEC §12.3).
  static let heartbeat = Handler(HeartbeatRequest.self) { request, call in
    let refusal = call.broker.engine.groups.heartbeat(
      request.groupID, MemberIdentity(id: request.memberID, instance: request.groupInstanceID),
      generation: request.generationID)
    return .now(HeartbeatResponse(errorCode: refusal?.code ?? .none))
  }
}
