internal import Glibc
internal import StrataCapture
internal import Synchronization

/// Which threads are in a transaction of a database: a second one on the same thread would wait for itself for ever, or
/// read a state older than what the first has written.
final class ThreadsInside: Sendable {
  enum Kind: String {
    case read, write
  }

  private let inside = Mutex<[pthread_t: Kind]>([:])

  /// Enters a transaction of this kind, or says which one this thread is in.
  func enter(_ kind: Kind, _ path: String) throws(CaptureError) {
    let thread = pthread_self()
    let other = inside.withLock { inside in
      let other = inside[thread]
      if other == nil { inside[thread] = kind }
      return other
    }
    guard let other else { return }
    throw CaptureError(
      .misuse, "\(kind.rawValue) \(path)",
      "a `\(other.rawValue) { }` is under way on this thread; use the session it was given, or end it first")
  }

  func leave() {
    let thread = pthread_self()
    inside.withLock { $0[thread] = nil }
  }
}
