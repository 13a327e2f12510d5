/// Why a broker could not start: what, where and what to do. The one error of this module.
public enum BrokerError: Error, Hashable, Sendable {
  /// The address can't be listened on.
  case listen(host: String, port: Int, reason: String)
  /// The system refused something that a broker can't do without.
  case system(_ attempted: String, reason: String)
  /// A setting that no broker can work with.
  case setting(name: String, reason: String)
}

extension BrokerError: CustomStringConvertible {
  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .listen(let host, let port, let reason):
      "can't listen on \(host):\(port): \(reason); choose another address, or stop who has it"
    case .system(let attempted, let reason): "\(attempted) failed: \(reason)"
    case .setting(let name, let reason): "the setting \(name) can't be used: \(reason)"
    }
  }
}
