import StrataEngine
import StrataLog
import StrataWire

/// All that belongs to the loop's thread (SPEC §12.1): clients, handlers' state, alarms. Nothing in it may be touched
/// from elsewhere; other threads post to ``mailbox``.
final class BrokerLoop {
  let engine: Engine
  let settings: BrokerSettings
  let mailbox: Mailbox
  /// The port that is listened on.
  let port: Int
  let loop: Loop
  let reported = ReportedDamage()
  var storageTrouble = StorageTrouble()
  /// Buffers for requests that are not complete.
  var pool = BufferPool()
  /// Where responses are written, one after the other.
  var responses = Responses()
  /// The request that is being handled.
  var frame = CurrentFrame()
  /// Bytes of requests held in all connections.
  private(set) var heldBytes = 0
  var fetchSessions: FetchSessions
  var parkedFetches = ParkedFetches()
  private(set) var clients: [UInt64: Client] = [:]
  private var clientCount: UInt64 = 0
  var alarms = Alarms()
  var alarm: Alarm?
  /// When the engine wants to be told the time.
  var deadline: Alarms.Token?
  /// What ``alarm`` is set to.
  var alarmDue: UInt64?
  var listener: Listener?
  var wake: Wake?
  var isStopping = false
  /// Called when the broker stops, so that what waits for something is answered.
  var stopping: [() -> Void] = []

  init(_ engine: Engine, _ settings: BrokerSettings, _ mailbox: Mailbox, _ loop: Loop, port: Int) {
    self.engine = engine
    self.settings = settings
    self.mailbox = mailbox
    self.loop = loop
    self.port = port
    fetchSessions = FetchSessions(slots: settings.fetchSessions)
    alarm = Alarm(loop) { [unowned self] in ring() }
  }

  /// Milliseconds of a clock that only goes on.
  var now: UInt64 { loop.now }

  /// Tells whoever reads the log.
  func log(_ line: String) { settings.log(line) }

  /// Host and port that a client is to find the broker at.
  func advertised(to client: Client) -> (host: String, port: Int32) {
    (settings.advertisedHost ?? client.local.host, Int32(settings.advertisedPort ?? client.local.port))
  }

  // MARK: Clients

  /// Takes a client that the listener has.
  func welcome(from listener: Listener) {
    guard let socket = Socket(loop) else { return log("a client was turned away: the system has no room for a socket") }
    guard listener.accept(into: socket), !isStopping else { return socket.close() }
    socket.accepted(sendBufferBytes: settings.sendBufferBytes)
    clientCount += 1
    clients[clientCount] = Client(clientCount, socket, self)
  }

  /// Closes a connection: with the reason in the log, unless the client just left.
  func end(_ client: Client, _ reason: String?) {
    guard clients.removeValue(forKey: client.number) != nil else { return }
    if let reason { log("closed \(client.name): \(reason)") }
    client.close()
    parkedFetches.drop(client.number, self)
  }

  /// Closes a connection that awaits this reply.
  func endAwaiting(_ address: ReplyAddress, _ reason: String) {
    guard let client = clients[address.connection], client.conversation.awaits(address.request) else { return }
    end(client, reason)
  }

  /// Closes connections that moved nothing for too long.
  func endIdle() {
    let limit = UInt64(max(1, settings.maxIdleMilliseconds))
    for client in clients.values where client.conversation.isIdle(now: now, limit: limit) { end(client, nil) }
  }

  /// Connections hold so many bytes more. When it is too much in all, the one that holds most has to go.
  func holdsMore(_ bytes: Int) {
    heldBytes += bytes
    while bytes > 0, heldBytes > settings.maxHeldBytes {
      guard let greediest = clients.values.max(by: { $0.heldCount < $1.heldCount }) else { return }
      end(
        greediest,
        "it holds the most of \(heldBytes) bytes of unfinished requests; \(settings.maxHeldBytes) may be held")
    }
  }

  // MARK: Requests and replies

  /// Has the request in a frame answered.
  func dispatch(_ frame: Span<UInt8>, _ request: UInt32, of client: Client) -> Outcome {
    var reader = WireReader(frame)
    self.frame.set(frame)
    defer { self.frame.hide() }
    do throws(WireError) {
      let header = try RequestHeader(from: &reader)
      guard let handler = HandlerTable.row(header.apiKey) else {
        return .close("it asked for API \(header.apiKey), which is not spoken here")
      }
      let api = handler.api
      guard api.versions.contains(header.version) else {
        guard api == .apiVersions else {
          return .close("it asked for version \(header.version) of \(api.name), which is not spoken here")
        }
        let address = ReplyAddress(
          connection: client.number, request: request, api: api, version: 0, correlationID: header.correlationID)
        responses.add(Handler.unknownApiVersions, [], address)
        return .reply
      }
      let address = ReplyAddress(
        connection: client.number, request: request, api: api, version: header.version,
        correlationID: header.correlationID)
      let exchange = Exchange(loop: self, client: client, header: header, reply: address)
      return try handler.run(&reader, exchange)
    } catch {
      return .close("a request that can't be read: \(error)")
    }
  }

  /// Sends a reply to a request that waits for it; dropped if none does.
  func deliver(_ response: some WireMessage, _ slices: [LogSlice], to address: ReplyAddress) {
    guard let client = clients[address.connection], client.conversation.awaits(address.request) else { return }
    responses.begin()
    responses.add(response, slices, address)
    client.reply()
  }
}
