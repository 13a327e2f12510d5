import StrataEngine
import StrataWire

extension Handler {
  /// How groups stand and who is in them (SPEC §12.3). One that is not there is dead, from version 6 on an error too.
  static let describeGroups = Handler(DescribeGroupsRequest.self) { request, call in
    let groups = request.groups.map { name -> DescribeGroupsResponse.Group in
      guard let found = call.broker.engine.groups.describe(name) else { return absent(name, request, call.version) }
      var group = DescribeGroupsResponse.Group(
        groupID: name, groupState: "\(found.phase)", protocolType: found.protocolType,
        protocolData: found.protocolName, members: found.members.map(describe))
      if request.includeAuthorizedOperations { group.authorizedOperations = Operations.ofGroup }
      return group
    }
    return .now(DescribeGroupsResponse(groups: groups))
  }

  private static func absent(
    _ name: String, _ request: DescribeGroupsRequest, _ version: Int16
  ) -> DescribeGroupsResponse.Group {
    var group = DescribeGroupsResponse.Group(groupID: name, groupState: "Dead")
    if version >= 6 {
      group.errorCode = .groupIDNotFound
      group.errorMessage = "Group \(name) not found."
    } else if request.includeAuthorizedOperations {
      group.authorizedOperations = Operations.ofGroup
    }
    return group
  }

  private static func describe(_ member: GroupDescription.Member) -> DescribeGroupsResponse.Member {
    .init(
      memberID: member.id, groupInstanceID: member.instance, clientID: member.client.id,
      clientHost: member.client.host, memberMetadata: member.metadata, memberAssignment: member.assignment)
  }
}

extension Operations {
  /// Read, delete, describe, describe and alter configurations.
  static let ofGroup: Int32 = 0b1101_0100_1000
}
