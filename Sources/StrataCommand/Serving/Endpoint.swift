/// A place that a broker listens at or is reached by: `HOST:PORT`, IPv6 addresses in brackets (SPEC §10.5).
struct Endpoint: ArgumentValue, Hashable {
  /// A name or an address, without brackets.
  var host: String
  /// 0 asks the system for a free one.
  var port: UInt16

  static let expected = "HOST:PORT, as 127.0.0.1:9092 or [::1]:9092"
  static let standIn = Endpoint(host: "127.0.0.1", port: 9092)

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]) else {
      return nil
    }
    var host = argument[..<colon]
    if host.hasPrefix("[") || host.hasSuffix("]") {
      guard host.hasPrefix("["), host.hasSuffix("]"), host.contains(":") else { return nil }
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      // Which colon would be the port's?
      return nil
    }
    guard !host.isEmpty, !host.contains(" "), !host.contains("/") else { return nil }
    self.init(host: String(host), port: port)
  }

  var argument: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

  /// Whether only programs on this machine reach it. A name other than `localhost` may mean anything and doesn't count.
  var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let bytes = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
    return bytes.count == 4 && bytes[0] == 127 && host.utf8.count { $0 == UInt8(ascii: ".") } == 3
  }

  /// Whether it stands for every address of the machine, which no client can connect to.
  var isWildcard: Bool { host == "0.0.0.0" || host == "::" }
}
