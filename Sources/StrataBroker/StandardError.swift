import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a broker's lines go unless its settings say otherwise. Nobody waits for who reads them: a line that there is
/// no room for is dropped, and the next one that goes out says how many were.
package enum StandardError {
  /// What a pipe takes at once when it takes anything.
  private static let longest = 4_096
  /// Lines that there was no room for since the last one that went out.
  private static let dropped = Atomic(0)

  /// Writes a line, cut to 4 KiB.
  package static func put(_ line: String) {
    var state = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard unsafe poll(&state, 1, 0) == 1, state.revents & Int16(POLLOUT) != 0 else {
      dropped.wrappingAdd(1, ordering: .relaxed)
      return
    }
    let missed = dropped.exchange(0, ordering: .relaxed)
    let told = missed == 0 ? line : "\(line) (\(missed) lines before this one were not read in time and are lost)"
    let bytes = Array(told.utf8.prefix(longest - 1)) + [UInt8(ascii: "\n")]
    // A line that can't be written is dropped: there is nowhere left to say so.
    unsafe bytes.withUnsafeBytes { bytes in _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
  }
}
