import StrataWire

extension Handler {
  /// Who coordinates a group or a transaction (SPEC §12.3): this broker, always.
  static let findCoordinator = Handler(FindCoordinatorRequest.self) { request, call in
    let isKnown = CoordinatorKind(rawValue: request.keyType) != nil
    let place = call.advertised
    let reason = isKnown ? nil : "nothing of type \(request.keyType) is coordinated here"
    guard call.version >= 4 else {
      guard isKnown else {
        return .now(
          FindCoordinatorResponse(errorCode: .invalidRequest, errorMessage: reason, nodeID: -1, host: "", port: -1))
      }
      // The word that Kafka has for no error in these versions, which some clients print.
      return .now(
        FindCoordinatorResponse(errorMessage: "NONE", nodeID: Node.id, host: place.host, port: place.port))
    }
    let coordinators = request.coordinatorKeys.map { key -> FindCoordinatorResponse.Coordinator in
      isKnown
        ? .init(key: key, nodeID: Node.id, host: place.host, port: place.port, errorMessage: "")
        : .init(key: key, nodeID: -1, host: "", port: -1, errorCode: .invalidRequest, errorMessage: reason ?? "")
    }
    return .now(FindCoordinatorResponse(coordinators: coordinators))
  }
}

/// What has a coordinator.
private enum CoordinatorKind: Int8 {
  case group = 0
  case transaction = 1
}
