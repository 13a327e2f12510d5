import StrataEngine
import StrataWire

extension Handler {
  /// The one broker, where this client finds it (SPEC §12.4).
  static let describeCluster = Handler(DescribeClusterRequest.self) { request, call in
    guard request.endpointType == Endpoint.broker else {
      let isKnown = request.endpointType == Endpoint.controller
      return .now(
        DescribeClusterResponse(
          errorCode: isKnown ? .mismatchedEndpointType : .unsupportedEndpointType,
          errorMessage: isKnown
            ? "this is a broker's address, and a controller's was asked for"
            : "no address is of type \(request.endpointType)",
          endpointType: Endpoint.broker, controllerID: -1))
    }
    let place = call.advertised
    return .now(
      DescribeClusterResponse(
        endpointType: Endpoint.broker, clusterID: call.broker.engine.clusterID, controllerID: Node.id,
        brokers: [.init(brokerID: Node.id, host: place.host, port: place.port)],
        clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? Operations.ofCluster : .min))
  }

  private enum Endpoint {
    static let broker: Int8 = 1
    static let controller: Int8 = 2
  }
}
