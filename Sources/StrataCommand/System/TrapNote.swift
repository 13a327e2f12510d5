#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Says which seed a thread was at when the process traps: a trap leaves no other trace of it.
enum TrapNote {
  /// Kept for each thread; −1 reads as nothing.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    unsafe pthread_key_create(&key, nil)
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] {
      // Runs once, then the system's way of ending takes over.
      _ = systemSignal(signal) { number in
        TrapNote.tell()
        _ = systemSignal(number, SIG_DFL)
        raise(number)
      }
    }
    return key
  }()

  /// Runs `body`, a seed's life.
  static func during(_ seed: UInt64, _ body: () -> Void) {
    // A pointer's worth of bits, never followed; one more than the seed, for null is nothing.
    unsafe pthread_setspecific(key, UnsafeRawPointer(bitPattern: UInt(truncatingIfNeeded: seed &+ 1)))
    body()
    pthread_setspecific(key, nil)
  }

  /// Writes the seed of this thread, with nothing but what a signal handler may use.
  private static func tell() {
    guard let held = unsafe pthread_getspecific(key) else { return }
    var seed = UInt(bitPattern: held) &- 1
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      var at = 47
      unsafe buffer[at] = UInt8(ascii: "\n")
      repeat {
        at -= 1
        unsafe buffer[at] = UInt8(ascii: "0") + UInt8(seed % 10)
        seed /= 10
      } while seed > 0
      for byte in "strata: trapped in seed ".utf8.reversed() {
        at -= 1
        unsafe buffer[at] = byte
      }
      if let start = buffer.baseAddress { _ = unsafe write(2, start + at, 48 - at) }
    }
  }
}

private func systemSignal(_ number: Int32, _ action: @escaping @convention(c) (Int32) -> Void) -> sighandler_t? {
  signal(number, action)
}

private func systemSignal(_ number: Int32, _ action: sighandler_t?) -> sighandler_t? { signal(number, action) }
