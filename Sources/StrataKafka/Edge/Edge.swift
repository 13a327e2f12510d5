internal import CRDKafka
internal import Glibc
internal import StrataTransport
import Synchronization

/// Where librdkafka's queues wake Swift (SPEC §13.2): one thread for all producers and consumers of a transport, asleep
/// until a queue that was empty no longer is.
///
/// Each source has a descriptor that its queue raises; ``Source/woken`` is then called on the thread, once for however
/// many things came. Nothing is asked on a timer; only members of groups have a slow beat, which tells the library that
/// who waits inside `next` is alive.
final class Edge: Sendable {
  struct Source {
    /// Called when the queue has something.
    var woken: @Sendable () -> Void
    /// Called every so many milliseconds.
    var beat: (milliseconds: Int64, call: @Sendable () -> Void)?
    /// When the next beat is due, in milliseconds of a clock that only rises.
    var due: Int64 = .max
  }

  private struct State {
    var sources: [Int32: Source] = [:]
    var isStopped = false
    /// Descriptors to be closed by the thread, once it is sure not to wait for them.
    var closing: [Int32] = []
  }

  private let state = Mutex(State())
  private let call: Int32

  /// Starts the thread; throws `unavailable` when the system has no descriptor or thread to give.
  init() throws(TransportError) {
    let attempted = "opening a Kafka transport"
    call = strata_kafka_wake_open()
    guard call >= 0 else {
      throw TransportError(.unavailable, attempted, "the system gives no event descriptor (error \(errno))")
    }
    guard startThread({ [self] in run() }) else {
      close(call)
      throw TransportError(.unavailable, attempted, "the system gives no more threads; try again with fewer running")
    }
  }

  /// A descriptor for a queue to raise.
  func open(_ attempted: String) throws(TransportError) -> Int32 {
    let descriptor = strata_kafka_wake_open()
    guard descriptor >= 0 else {
      throw TransportError(.unavailable, attempted, "the system gives no event descriptor (error \(errno))")
    }
    return descriptor
  }

  /// Calls the source whenever the descriptor is raised, until ``remove(_:)``, which closes it.
  func watch(_ descriptor: Int32, _ source: Source) {
    var source = source
    if let beat = source.beat { source.due = Self.now() + beat.milliseconds }
    state.withLock { $0.sources[descriptor] = source }
    strata_kafka_wake_raise(call)
  }

  /// Removes a source; nothing may raise its descriptor any more.
  func remove(_ descriptor: Int32) {
    let isStopped = state.withLock { state in
      state.sources[descriptor] = nil
      if !state.isStopped { state.closing.append(descriptor) }
      return state.isStopped
    }
    if isStopped { close(descriptor) } else { strata_kafka_wake_raise(call) }
  }

  /// Ends the thread. Sources must be removed before.
  func stop() {
    state.withLock { $0.isStopped = true }
    strata_kafka_wake_raise(call)
  }

  // MARK: The thread

  private func run() {
    while true {
      let (descriptors, timeout): ([Int32], Int32) = state.withLock { state in
        if state.isStopped { return ([], 0) }
        let due = state.sources.values.map(\.due).min() ?? .max
        let left = due == .max ? -1 : Int32(clamping: max(0, due - Self.now()))
        return ([call] + state.sources.keys, left)
      }
      guard !descriptors.isEmpty else { break }
      var files = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      // The array is the call's own for its duration.
      _ = unsafe poll(&files, nfds_t(files.count), timeout)
      for file in files where file.revents != 0 {
        strata_kafka_wake_clear(file.fd)
        state.withLock { $0.sources[file.fd]?.woken }?()
      }
      beat()
      let closing = state.withLock { state in
        defer { state.closing = [] }
        return state.closing
      }
      for descriptor in closing { close(descriptor) }
    }
    let closing = state.withLock { state in
      defer { state.closing = [] }
      return state.closing
    }
    for descriptor in closing { close(descriptor) }
    close(call)
  }

  private func beat() {
    let now = Self.now()
    let due = state.withLock { state in
      var due: [@Sendable () -> Void] = []
      for (descriptor, source) in state.sources where source.due <= now {
        guard let beat = source.beat else { continue }
        due.append(beat.call)
        state.sources[descriptor]?.due = now + beat.milliseconds
      }
      return due
    }
    for call in due { call() }
  }

  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
