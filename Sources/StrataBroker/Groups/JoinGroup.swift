import StrataEngine
import StrataWire

extension Handler {
  /// A member wants to be in the next generation (SPEC §12.3); answered when that begins.
  static let joinGroup = Handler(JoinGroupRequest.self) { request, call in
    let reply = call.reply()
    let version = call.version
    call.broker.engine.groups.join(request.groupID, join(request, call)) { answer in
      switch answer {
      case .success(let answer): reply.send(JoinGroupResponse(answer, version))
      case .failure(let refusal): reply.send(JoinGroupResponse(refusal, to: request.memberID, version))
      }
    }
    return .later
  }

  private static func join(_ request: JoinGroupRequest, _ call: Call<JoinGroupResponse>) -> JoinRequest {
    JoinRequest(
      memberID: request.memberID, instance: request.groupInstanceID, protocolType: request.protocolType,
      protocols: request.protocols.map { GroupProtocol(name: $0.name, metadata: $0.metadata) },
      sessionTimeout: Int64(request.sessionTimeoutMs),
      // Version 0 has one timeout for both.
      rebalanceTimeout: max(0, Int64(call.version == 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs)),
      wantsIDFirst: call.version >= 4, knowsSkipping: call.version >= 9, client: call.groupClient)
  }
}

extension Call {
  /// Who calls, as people who look at a group see it.
  fileprivate var groupClient: GroupClient { GroupClient(id: clientID ?? "", host: "/\(clientHost)") }
}

extension JoinGroupResponse {
  fileprivate init(_ answer: JoinAnswer, _ version: Int16) {
    self.init(
      generationID: answer.generation, protocolType: answer.protocolType, protocolName: answer.protocolName,
      leader: answer.leader, skipAssignment: answer.skipAssignment, memberID: answer.memberID,
      members: answer.members.map {
        .init(memberID: $0.id, groupInstanceID: $0.instance, metadata: $0.metadata)
      })
  }

  fileprivate init(_ refusal: GroupRefusal, to memberID: String, _ version: Int16) {
    var memberID = memberID
    if case .memberIDRequired(let id) = refusal { memberID = id }
    // Only from version 7 on can a name be left out.
    self.init(
      errorCode: refusal.code, generationID: -1, protocolName: version < 7 ? "" : nil, memberID: memberID)
  }
}
