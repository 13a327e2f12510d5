public import StrataTransport

/// What the conformance suite runs on: one store and the way to open transports on it. Write one for your own
/// transport.
///
/// A rig over a server of its own may be used for many checks, for each makes topics and groups under names of its own.
public protocol ConformanceRig: Sendable {
  /// How long things may take here.
  var timing: ConformanceTiming { get }

  /// Opens a transport on the store. Called while others are open, too: all read and write the same records.
  func open() async throws -> any Transport

  /// Stops and starts whatever holds the store. Called when every transport is closed; what was acknowledged must be
  /// there afterwards.
  func restart() async throws
}

/// How long things may take on a rig.
public struct ConformanceTiming: Hashable, Sendable {
  /// After this time, what must happen counts as never happening. Only failing checks wait that long.
  public var patience: Duration
  /// What does not happen within this time counts as not happening.
  public var quiet: Duration
  /// In the best of a few tries, an idle consumer sees an append within this time.
  public var prompt: Duration
  /// The shortest session timeout the transport takes, long enough for a busy machine.
  public var session: Duration

  /// How long things may take on a rig; the defaults suit a transport in the same process.
  public init(
    patience: Duration = .seconds(10), quiet: Duration = .milliseconds(150), prompt: Duration = .milliseconds(250),
    session: Duration = .milliseconds(600)
  ) {
    self.patience = patience
    self.quiet = quiet
    self.prompt = prompt
    self.session = session
  }
}
