#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The operating system's calls that the command needs, each with an error that names the path.
enum Posix {
  /// What `errno` says in words.
  static func reason(_ code: Int32 = errno) -> String {
    // strerror answers a NUL-ended string that holds until the thread's next call; it is copied at once.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// Writes all bytes to a descriptor.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var at = 0
    while at < bytes.count {
      // The pointer stays inside the array's own bytes: at < count.
      let written = unsafe bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { return 0 }
        return unsafe systemWrite(descriptor, start + at, buffer.count - at)
      }
      if written >= 0 {
        at += written
      } else if errno == EPIPE {
        throw Output.ReaderGone()
      } else if errno != EINTR {
        throw CommandError.failed("writing failed: \(reason())")
      }
    }
  }

  /// Reads at most `count` bytes; none at the end.
  static func read(_ descriptor: Int32, _ count: Int, name: String) throws -> [UInt8] {
    while true {
      var got = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        // read(2) fills at most `count` bytes of the `count` that were reserved.
        got = unsafe systemRead(descriptor, buffer.baseAddress, count)
        filled = max(0, got)
      }
      if got >= 0 { return bytes }
      guard errno == EINTR else { throw CommandError.failed("\(name): reading failed: \(reason())") }
    }
  }

  /// Opens a file for reading.
  static func open(_ path: String) throws(CommandError) -> Int32 {
    let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed("\(path): can't be opened: \(reason())") }
    return descriptor
  }

  /// Opens a file for writing, empty.
  static func create(_ path: String) throws(CommandError) -> Int32 {
    let descriptor = systemOpen(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .failed("\(path): can't be written: \(reason())") }
    return descriptor
  }

  /// Gives the descriptor back.
  static func close(_ descriptor: Int32) { _ = systemClose(descriptor) }

  /// Reads `count` bytes of a file from `offset`; fewer only at its end.
  static func read(_ descriptor: Int32, from offset: Int, _ count: Int, name: String) throws -> [UInt8] {
    // The initializer below would write to the one empty array that the whole process shares.
    guard count > 0 else { return [] }
    var failure: Int32?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let start = buffer.baseAddress {
        // pread(2) fills at most the `count - filled` bytes that are left of those reserved.
        let got = unsafe pread(descriptor, start + filled, count - filled, off_t(offset + filled))
        if got > 0 {
          filled += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          failure = errno
          break
        }
      }
    }
    if let failure { throw CommandError.failed("\(name): reading failed: \(reason(failure))") }
    return bytes
  }

  /// Whether the descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal behind a descriptor, 80 if it does not say; nil if it is none.
  static func terminalColumns(_ descriptor: Int32) -> Int? {
    guard isTerminal(descriptor) else { return nil }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The value of an environment variable.
  static func environment(_ name: String) -> String? {
    // getenv's string is copied at once and nothing here changes the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// This process's number.
  static var processID: Int32 { getpid() }

  /// Ends the process at once.
  static func exit(_ status: Int32) -> Never { systemExit(status) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, bytes, count)
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
  unsafe open(path, flags, mode)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

private func systemExit(_ status: Int32) -> Never { exit(status) }

extension Posix {
  /// Stops this thread for a while.
  static func pause(microseconds: Int) { usleep(UInt32(clamping: microseconds)) }
}

extension Posix {
  /// Begins this program anew with an environment variable that only its start can take in; returns when it has it, or
  /// when the system does not let it.
  static func restart(with name: String, _ value: String) {
    guard environment(name) == nil, let executable = Files.executable else { return }
    // No other thread runs yet that could read the environment.
    unsafe setenv(name, value, 1)
    // Each word is copied for the call; freed only if it fails and returns. Nil ends the list.
    var words = unsafe CommandLine.arguments.map { unsafe strdup($0) } + [nil]
    unsafe execv(executable, &words)
    unsafe words.forEach { unsafe free($0) }
  }
}
