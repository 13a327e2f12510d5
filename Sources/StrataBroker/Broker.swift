public import StrataEngine
import StrataLog
import Synchronization

/// A local Kafka broker over an engine (SPEC §12): every Kafka client takes it for Kafka.
///
///     let broker = try Broker(engine: try Engine.inMemory())
///     print("localhost:\(broker.port)")
///     …
///     broker.stop()
///
/// It answers when `init` returns. The engine stays the caller's, who may use it meanwhile and closes it afterwards.
public final class Broker: Sendable {
  /// The port it listens on.
  public let port: Int
  private let mailbox: Mailbox
  private let thread: Mutex<LoopThread?>

  /// Listens where the settings say and starts the thread that answers.
  public init(engine: Engine, settings: BrokerSettings = .init()) throws(BrokerError) {
    try settings.check()
    let mailbox = Mailbox()
    let loop = try Loop(pollMicroseconds: settings.pollMicroseconds)
    // Whom the listener tells is made after it, for it must know the port.
    let arrivals = Arrivals()
    let listener = try Listener(loop, host: settings.host, port: settings.port) { arrivals.desk?.welcome(from: $0) }
    port = listener.port
    let desk = BrokerLoop(engine, settings, mailbox, loop, port: listener.port)
    arrivals.desk = desk
    let wake = try Wake(loop) {}
    mailbox.connect(wake)
    self.mailbox = mailbox
    // What the loop is made of goes to its thread with the closure, and nothing of it stays here.
    nonisolated(unsafe) let parts = (desk, listener, wake)
    thread = Mutex(
      try LoopThread {
        let (desk, listener, wake) = unsafe parts
        desk.run(listener, wake)
      })
  }

  /// Lets the listener find the one it tells.
  private final class Arrivals {
    weak var desk: BrokerLoop?
  }

  /// Takes no more clients, answers what is under way, closes every connection and returns when that is done. Calling
  /// it again does nothing.
  public func stop() {
    guard let thread = thread.withLock({ $0.take() }) else { return }
    mailbox.post { $0.stop() }
    thread.join()
  }

  deinit { stop() }
}
