import StrataLog
import StrataWire

/// One API that the broker speaks: a row of ``HandlerTable`` (SPEC §12.1).
///
///     extension Handler {
///       static let describeCluster = Handler(DescribeClusterRequest.self) { request, call in
///         .now(DescribeClusterResponse(clusterID: call.broker.engine.clusterID))
///       }
///     }
///
/// The closure runs on the loop, one request of a connection at a time. It never blocks but for the engine's own calls.
struct Handler: Sendable {
  let api: API
  /// What ApiVersions lists.
  let versions: ClosedRange<Int16>
  /// Reads the request's body, answers it and leaves the response, if there is one now, among the loop's.
  let run: @Sendable (inout WireReader, Exchange) throws(WireError) -> Outcome

  /// A row: the versions are those that the codec has unless fewer are given.
  init<Request: WireRequest>(
    _ request: Request.Type, versions: ClosedRange<Int16>? = nil,
    answer: @escaping @Sendable (Request, Call<Request.Response>) -> Answer<Request.Response>
  ) {
    api = Request.api
    self.versions = versions ?? Request.api.advertisedVersions
    run = { (reader, exchange) throws(WireError) in
      let request = try Request(from: &reader, version: exchange.version)
      switch answer(request, Call(exchange)) {
      case .now(let response, let slices):
        exchange.loop.responses.add(response, slices, exchange.reply)
        return .reply
      case .later: return .later
      case .none: return .none
      case .close(let reason): return .close(reason)
      }
    }
  }
}

/// What a handler says to a request.
enum Answer<Response: WireMessage> {
  /// This response. `slices` go where the response has `RecordBytes.splice`, in order, the empty ones left out.
  case now(Response, slices: [LogSlice] = [])
  /// The response comes through the ``Reply`` that ``Call/reply()`` made. Until then nothing else of the connection is
  /// looked at.
  case later
  /// There is no response, as the request asked.
  case none
  /// The connection is closed, with the reason in the log.
  case close(String)
}

/// What became of a frame.
enum Outcome {
  /// The response is among the loop's.
  case reply
  case later
  case none
  case close(String)
}
