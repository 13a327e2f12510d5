import Glibc

/// Runs `body` on so many threads of their own, which may block each other, and waits for all. Tasks would not do:
/// they share too few threads.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  final class Start: Sendable {
    let number: Int
    let body: @Sendable (Int) -> Void
    init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.number = number
      self.body = body
    }
  }
  let threads = (0..<count).map { number in
    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(number, body)).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        // Retained for this thread above.
        let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        start.body(start.number)
        return nil
      }, start)
    precondition(code == 0, "no thread")
    return thread
  }
  for thread in threads { pthread_join(thread, nil) }
}
