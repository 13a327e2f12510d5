import StrataEngine
import StrataWire

extension Handler {
  /// Members go (SPEC §12.3): one up to version 2, any number from then on.
  static let leaveGroup = Handler(LeaveGroupRequest.self) { request, call in
    let isSingle = call.version < 3
    let leaving =
      isSingle
      ? [MemberIdentity(id: request.memberID)]
      : request.members.map { MemberIdentity(id: $0.memberID, instance: $0.groupInstanceID) }
    switch call.broker.engine.groups.leave(request.groupID, leaving) {
    case .failure(let refusal): return .now(LeaveGroupResponse(errorCode: refusal.code))
    case .success(let refusals):
      let codes = refusals.map { $0?.code ?? .none }
      guard !isSingle else { return .now(LeaveGroupResponse(errorCode: codes.first ?? .none)) }
      return .now(
        LeaveGroupResponse(
          members: zip(request.members, codes).map { member, code in
            .init(memberID: member.memberID, groupInstanceID: member.groupInstanceID, errorCode: code)
          }))
    }
  }
}
