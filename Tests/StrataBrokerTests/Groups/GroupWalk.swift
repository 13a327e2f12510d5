import StrataWire

/// A walk through the APIs of groups by raw frames, against any broker: each answer becomes a line, in which member ids
/// are M1, M2… in the order they were first heard, so that two brokers can be held against each other.
final class GroupWalk {
  private let port: Int
  private let tag: String
  private var clients: [String: RawClient] = [:]
  private var names: [String: String] = [:]
  private(set) var lines: [String] = []
  /// Joins and syncs that are under way, by client.
  private var pending: [String: Int16] = [:]

  /// A walk whose groups nobody else has.
  init(port: Int, tag: String) {
    self.port = port
    self.tag = tag
  }

  /// The connection of this name.
  func client(_ name: String) throws -> RawClient {
    if let client = clients[name] { return client }
    let client = try RawClient(port: port)
    clients[name] = client
    return client
  }

  func group(_ name: String) -> String { name.isEmpty ? "" : "\(tag)-\(name)" }

  func say(_ line: String) { lines.append(line.replacing("\(tag)-", with: "")) }

  /// How a member id is called in the lines.
  func name(_ id: String) -> String {
    guard id.contains("-") else { return id }
    if let name = names[id] { return name }
    names[id] = "M\(names.count + 1)"
    return names[id] ?? ""
  }

  private func code(_ code: ErrorCode) -> String { "\(code.rawValue)" }

  // MARK: Joining

  /// Sends a join; ``joined(_:)`` takes the answer.
  func sendJoin(
    _ client: String, _ group: String, version: Int16 = 9, member: String = "", instance: String? = nil,
    type: String = "consumer", protocols: [(String, [UInt8])] = [("range", [])], session: Int32 = 10_000,
    rebalance: Int32 = 10_000
  ) throws {
    try self.client(client).send(
      JoinGroupRequest(
        groupID: self.group(group), sessionTimeoutMs: session, rebalanceTimeoutMs: rebalance, memberID: member,
        groupInstanceID: instance, protocolType: type,
        protocols: protocols.map { .init(name: $0.0, metadata: $0.1) }),
      version: version)
    pending[client] = version
  }

  /// The answer to a join.
  @discardableResult
  func joined(_ client: String, _ label: String) throws -> JoinGroupResponse {
    let answer = try self.client(client).response(JoinGroupResponse.self, version: pending[client] ?? 9)
    // Those who are told apart by it are named first: the list of members has no order.
    let (me, leader) = (name(answer.memberID), name(answer.leader))
    let members = answer.members.map {
      name($0.memberID) + ($0.groupInstanceID.map { "/\($0)" } ?? "")
        + ($0.metadata.isEmpty ? "" : "=\(text($0.metadata))")
    }.sorted()
    say(
      "\(label): \(code(answer.errorCode)) generation \(answer.generationID) \(answer.protocolType ?? "-")"
        + "/\(answer.protocolName ?? "-") leader \(leader) me \(me) \(members)"
        + (answer.skipAssignment ? " skip" : ""))
    return answer
  }

  /// Joins and waits for the answer.
  @discardableResult
  func join(
    _ client: String, _ group: String, _ label: String, version: Int16 = 9, member: String = "",
    instance: String? = nil, type: String = "consumer", protocols: [(String, [UInt8])] = [("range", [])],
    session: Int32 = 10_000, rebalance: Int32 = 10_000
  ) throws -> JoinGroupResponse {
    try sendJoin(
      client, group, version: version, member: member, instance: instance, type: type, protocols: protocols,
      session: session, rebalance: rebalance)
    return try joined(client, label)
  }

  /// Joins with the id that a first join gets; answers the id.
  func enter(
    _ client: String, _ group: String, type: String = "consumer", protocols: [(String, [UInt8])] = [("range", [])],
    rebalance: Int32 = 10_000
  ) throws -> String {
    let id = try promise(client, group, type: type, protocols: protocols, rebalance: rebalance)
    try join(
      client, group, "\(client) enters", member: id, type: type, protocols: protocols, rebalance: rebalance)
    return id
  }

  /// Gets an id to join with.
  func promise(
    _ client: String, _ group: String, type: String = "consumer", protocols: [(String, [UInt8])] = [("range", [])],
    rebalance: Int32 = 10_000
  ) throws -> String {
    try join(client, group, "\(client) asks", type: type, protocols: protocols, rebalance: rebalance).memberID
  }

  // MARK: Syncing

  func sendSync(
    _ client: String, _ group: String, _ member: String, _ generation: Int32, version: Int16 = 5,
    instance: String? = nil, type: String? = "consumer", name: String? = "range",
    assignments: [(String, [UInt8])] = []
  ) throws {
    try self.client(client).send(
      SyncGroupRequest(
        groupID: self.group(group), generationID: generation, memberID: member, groupInstanceID: instance,
        protocolType: type, protocolName: name,
        assignments: assignments.map { .init(memberID: $0.0, assignment: $0.1) }),
      version: version)
    pending[client] = version
  }

  func synced(_ client: String, _ label: String) throws {
    let answer = try self.client(client).response(SyncGroupResponse.self, version: pending[client] ?? 5)
    say(
      "\(label): \(code(answer.errorCode)) \(answer.protocolType ?? "-")/\(answer.protocolName ?? "-") "
        + "\(answer.assignment)")
  }

  func sync(
    _ client: String, _ group: String, _ label: String, _ member: String, _ generation: Int32, version: Int16 = 5,
    instance: String? = nil, type: String? = "consumer", name: String? = "range",
    assignments: [(String, [UInt8])] = []
  ) throws {
    try sendSync(
      client, group, member, generation, version: version, instance: instance, type: type, name: name,
      assignments: assignments)
    try synced(client, label)
  }

  // MARK: Presence

  @discardableResult
  func beat(
    _ client: String, _ group: String, _ label: String, _ member: String, _ generation: Int32,
    instance: String? = nil, version: Int16 = 4
  ) throws -> ErrorCode {
    let answer = try self.client(client).call(
      HeartbeatRequest(
        groupID: self.group(group), generationID: generation, memberID: member, groupInstanceID: instance),
      version: version)
    say("\(label): \(code(answer.errorCode))")
    return answer.errorCode
  }

  /// Beats until the group wants the member to join again: another's join has arrived.
  func beatUntilAsked(
    _ client: String, _ group: String, _ member: String, _ generation: Int32, instance: String? = nil
  ) throws {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      let answer = try self.client(client).call(
        HeartbeatRequest(
          groupID: self.group(group), generationID: generation, memberID: member, groupInstanceID: instance))
      if answer.errorCode == .rebalanceInProgress { return }
    }
    throw RawClient.Failure(description: "\(client) was never asked to join again")
  }

  func leave(
    _ client: String, _ group: String, _ label: String, _ members: [(String, String?)], version: Int16 = 5
  ) throws {
    let members = members.map {
      LeaveGroupRequest.Member(memberID: $0.0, groupInstanceID: $0.1, reason: "the test is over")
    }
    let answer = try self.client(client).call(
      LeaveGroupRequest(groupID: self.group(group), memberID: members.first?.memberID ?? "", members: members),
      version: version)
    let each = answer.members.map { "\(name($0.memberID))/\($0.groupInstanceID ?? "-") \(code($0.errorCode))" }
    say("\(label): \(code(answer.errorCode)) \(each)")
  }

  // MARK: Groups

  func describe(_ group: String, _ label: String, version: Int16 = 6) throws {
    let answer = try client("admin").call(
      DescribeGroupsRequest(groups: [self.group(group)], includeAuthorizedOperations: true), version: version)
    for group in answer.groups {
      let members = group.members.map {
        "\(name($0.memberID))/\($0.groupInstanceID ?? "-") \($0.clientID) \($0.clientHost) "
          + "\(text($0.memberMetadata)) \($0.memberAssignment)"
      }.sorted()
      say(
        "\(label): \(code(group.errorCode)) \(group.errorMessage ?? "-") \(group.groupState) "
          + "\(group.protocolType)/\(group.protocolData) \(members) \(group.authorizedOperations)")
    }
  }

  func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
