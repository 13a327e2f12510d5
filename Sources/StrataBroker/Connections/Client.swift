import StrataLog
import StrataWire

/// One client: its socket, what it has sent and where the two of us stand. The shell around ``Framing`` and
/// ``Conversation``; it lives on the loop.
final class Client {
  /// Tells it from all others, also from those that are gone.
  let number: UInt64
  private let socket: Socket
  private unowned let loop: BrokerLoop
  private var framing: Framing
  private(set) var conversation: Conversation
  /// Where the client calls from.
  let host: String
  /// Where the client calls from, with its port, for the log.
  let name: String
  /// The address and port that the client found us at.
  let local: (host: String, port: Int)

  /// A client whose socket was accepted.
  init(_ number: UInt64, _ socket: Socket, _ loop: BrokerLoop) {
    self.number = number
    self.socket = socket
    self.loop = loop
    framing = Framing(largest: loop.settings.maxRequestBytes)
    conversation = Conversation(now: loop.now)
    let remote = socket.remote
    host = remote?.host ?? "?"
    name = remote.map { "\($0.host):\($0.port)" } ?? "a client that is gone"
    local = socket.local ?? (loop.settings.host, loop.port)
    socket.received = { [unowned self] in received($0) }
    socket.ended = { [unowned self] in loop.end(self, $0.map { "the connection broke: \($0)" }) }
    socket.sent = { [unowned self] in sent() }
    socket.setReading(true)
  }

  /// Bytes of requests that it makes us hold, as counted in ``BrokerLoop/heldBytes``.
  private(set) var heldCount = 0
  /// A request is being looked at, where its bytes lie: they must stay.
  private var isPumping = false

  private func received(_ bytes: Span<UInt8>) {
    conversation.received(now: loop.now)
    pump(bytes)
  }

  private func sent() {
    conversation.sent(now: loop.now)
    pump(Span())
  }

  /// Has requests answered one after the other, as far as that goes, sends the replies and holds the rest.
  private func pump(_ bytes: Span<UInt8>) {
    var at = 0
    isPumping = true
    loop.responses.begin()
    requests: while conversation.isReady {
      switch framing.next(in: bytes, at: &at, &loop.pool) {
      case .received(let range): perform(bytes.extracting(range))
      case .held(let range): perform(framing.held.span.extracting(range))
      case .nothing: break requests
      case .flaw(let flaw): end(flaw.description)
      }
      if loop.responses.isFull { send() }
    }
    send()
    isPumping = false
    guard conversation.phase != .closed else { return release() }
    framing.holdRest(of: bytes, from: at, &loop.pool)
    framing.drain(&loop.pool)
    socket.setReading(conversation.wantsToRead(holding: framing.heldCount))
    count()
  }

  /// Tells the loop how much is held.
  private func count() {
    let held = framing.held.count
    guard held != heldCount else { return }
    let more = held - heldCount
    heldCount = held
    loop.holdsMore(more)
  }

  private func perform(_ frame: Span<UInt8>) {
    let request = conversation.begin()
    switch loop.dispatch(frame, request, of: self) {
    case .later: break
    case .reply, .none: conversation.answered()
    case .close(let reason): end(reason)
    }
  }

  /// Closes the connection for what the client sent, after what it is owed for what it sent before.
  private func end(_ reason: String) {
    send()
    loop.end(self, reason)
  }

  /// Sends the replies that were written since.
  private func send() {
    guard !loop.responses.isEmpty else { return }
    if !loop.responses.send(through: socket) { conversation.sending() }
    loop.responses.begin()
  }

  /// Sends the reply to the request that is being answered, the only one written, and goes on.
  func reply() {
    conversation.answered()
    send()
    if conversation.isReady { pump(Span()) }
  }

  /// Closes the socket and lets go what it made us hold.
  func close() {
    guard conversation.phase != .closed else { return }
    conversation.closed()
    socket.close()
    if !isPumping { release() }
  }

  private func release() {
    framing.dropAll(&loop.pool)
    count()
  }
}
