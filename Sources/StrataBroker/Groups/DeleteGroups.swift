import StrataEngine
import StrataWire

extension Handler {
  /// Deletes groups without members and what they have committed (SPEC §12.3); one that is named twice once.
  static let deleteGroups = Handler(DeleteGroupsRequest.self) { request, call in
    var seen: Set<String> = []
    let results = request.groupsNames.filter { seen.insert($0).inserted }
      .map { name -> DeleteGroupsResponse.Group in
        do throws(EngineError) {
          let refusal = try call.broker.engine.groups.delete(name)
          return .init(groupID: name, errorCode: refusal?.code ?? .none)
        } catch {
          return .init(groupID: name, errorCode: error.code)
        }
      }
    return .now(DeleteGroupsResponse(results: results))
  }
}
