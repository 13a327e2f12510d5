/// A member as the coordinator knows it.
package struct Member: Hashable, Sendable {
  /// Its id.
  package internal(set) var id: String
  /// Its name, if static: it may be gone for a session and come back.
  package let instance: String?
  /// Who it is to people who look at the group.
  package let client: GroupClient
  var protocols: [GroupProtocol]
  var sessionTimeout: Int64
  var rebalanceTimeout: Int64
  var lastSeen: Int64
  var pendingJoin: RequestID?
  var pendingSync: RequestID?
  /// It waits for its first generation and knows no id to send heartbeats with.
  var isNew = true
  /// The generation's leader counts on its sync.
  var owesSync = false
  var attendance = Attendance.byHeartbeat
  /// What the leader gave it; empty before that.
  package internal(set) var assignment: [UInt8] = []

  /// How the group knows that a member is alive.
  enum Attendance: Hashable, Sendable {
    /// It sends heartbeats; while it waits for an answer it need not.
    case byHeartbeat
    /// A front in this process vouches for it.
    case present
    /// The front has stopped vouching. Nothing that the front does for it meanwhile is a sign of life.
    case absent(since: Int64)
  }

  /// When it has been silent too long.
  var deadline: Int64? {
    switch attendance {
    case .present: nil
    case .absent(let since): since + sessionTimeout
    case .byHeartbeat where isNew: lastSeen + Self.newcomersWait
    case .byHeartbeat: pendingJoin != nil || pendingSync != nil ? nil : lastSeen + sessionTimeout
    }
  }

  /// A newcomer that got no answer for so long is gone, in milliseconds: its client has asked anew, under another id.
  static let newcomersWait: Int64 = 300_000

  func metadata(for protocolName: String?) -> [UInt8] {
    protocols.first { $0.name == protocolName }?.metadata ?? []
  }
}
