internal import Glibc
internal import StrataTransport

/// Runs `body` on a thread of its own; false when the system gives none.
///
/// For what blocks, so that no thread of the concurrency pool ever does (SPEC §13.2).
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let context = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
  let code = unsafe pthread_create(
    &thread, nil,
    { context in
      // Retained for this thread alone.
      guard let context = unsafe context else { return nil }
      unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
      return nil
    }, context)
  guard code == 0 else {
    unsafe Unmanaged<Body>.fromOpaque(context).release()
    return false
  }
  pthread_detach(thread)
  return true
}

/// The answer of `body`, which may block: it is run on a thread of its own, one a call and none a record.
func offPool<Answer: Sendable>(
  _ attempted: String, _ body: @escaping @Sendable () throws(TransportError) -> Answer
) async throws(TransportError) -> Answer {
  let result: Result<Answer, TransportError> = await withCheckedContinuation { continuation in
    let runs = startThread {
      do throws(TransportError) {
        continuation.resume(returning: .success(try body()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    if !runs {
      continuation.resume(
        returning: .failure(
          TransportError(.unavailable, attempted, "the system gives no more threads; try again with fewer running")))
    }
  }
  return try result.get()
}
