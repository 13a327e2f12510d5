import StrataEngine
import StrataWire

extension Handler {
  /// A member asks what it is to do, the leader says it for all (SPEC §12.3); answered when the leader has.
  static let syncGroup = Handler(SyncGroupRequest.self) { request, call in
    // Who can say what it takes the group for must.
    if call.version >= 5, request.protocolType == nil || request.protocolName == nil {
      return .now(SyncGroupResponse(errorCode: .inconsistentGroupProtocol))
    }
    let reply = call.reply()
    let sync = SyncRequest(
      member: MemberIdentity(id: request.memberID, instance: request.groupInstanceID),
      generation: request.generationID, protocolType: request.protocolType, protocolName: request.protocolName,
      assignments: Dictionary(
        request.assignments.map { ($0.memberID, $0.assignment) }, uniquingKeysWith: { $1 }))
    call.broker.engine.groups.sync(request.groupID, sync) { answer in
      switch answer {
      case .success(let answer):
        reply.send(
          SyncGroupResponse(
            protocolType: answer.protocolType, protocolName: answer.protocolName, assignment: answer.assignment))
      case .failure(let refusal): reply.send(SyncGroupResponse(errorCode: refusal.code))
      }
    }
    return .later
  }
}
