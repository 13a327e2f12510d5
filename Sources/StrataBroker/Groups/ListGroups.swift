import StrataEngine
import StrataWire

extension Handler {
  /// Which groups there are (SPEC §12.3), of the states and types asked for, whatever their case; all if none is.
  static let listGroups = Handler(ListGroupsRequest.self) { request, call in
    let states = Set(request.statesFilter.map { $0.lowercased() })
    let types = Set(request.typesFilter.map { $0.lowercased() })
    guard types.isEmpty || types.contains(groupType) else { return .now(ListGroupsResponse()) }
    let groups = call.broker.engine.groups.list
      .filter { states.isEmpty || states.contains("\($0.phase)".lowercased()) }
      .map { group -> ListGroupsResponse.Group in
        .init(
          groupID: group.name, protocolType: group.protocolType, groupState: "\(group.phase)", groupType: groupType)
      }
    return .now(ListGroupsResponse(groups: groups))
  }

  /// The only type that there is here.
  private static let groupType = "classic"
}
