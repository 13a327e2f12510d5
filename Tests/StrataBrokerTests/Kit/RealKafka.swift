import Glibc
import StrataWire

/// A real Apache Kafka, when `STRATA_KAFKA_DIR` names the folder with its `server`; ended with the test.
final class RealKafka {
  let port: Int
  private let process: pid_t
  private let directory: String

  /// Where Kafka is; nil if the environment doesn't say.
  static var home: String? {
    guard let home = unsafe getenv("STRATA_KAFKA_DIR") else { return nil }
    return unsafe String(cString: home)
  }

  /// Starts a broker and waits until it coordinates groups.
  init(home: String, settings: [String]) throws {
    port = try Self.freePort()
    var template = Array("\(Self.temporary)/strata-kafka-XXXXXX".utf8CString)
    directory = try unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let made = unsafe mkdtemp(buffer.baseAddress!) else {
        throw RawClient.Failure(description: "no temporary directory: errno \(errno)")
      }
      return unsafe String(cString: made)
    }
    var words = ["\(home)/server", "--port", "\(port)", "--dir", directory]
    for setting in settings { words += ["--set", setting] }
    process = try Self.start(words, logTo: "\(directory)/output")
    try waitUntilReady()
  }

  deinit {
    // The server's own process group, so that what the script has started ends too.
    kill(-process, SIGTERM)
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    let remove = ["/bin/rm", "-rf", directory]
    if let remover = try? Self.start(remove, logTo: "/dev/null") { unsafe waitpid(remover, &status, 0) }
  }

  private static var temporary: String {
    let given = unsafe getenv("TMPDIR")
    guard let directory = unsafe given else { return P_tmpdir }
    return unsafe String(cString: directory)
  }

  private static func start(_ words: [String], logTo path: String) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    unsafe posix_spawnattr_init(&attributes)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, words[0], &actions, &attributes, &arguments, environ)
    guard code == 0 else { throw RawClient.Failure(description: "\(words[0]) can't be started: errno \(code)") }
    return process
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard code else { throw RawClient.Failure(description: "no free port: errno \(errno)") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private func waitUntilReady() throws {
    var left = 600
    while left > 0 {
      if let client = try? RawClient(port: port),
        let place = try? client.call(FindCoordinatorRequest(coordinatorKeys: ["g"])),
        place.coordinators.first?.errorCode == ErrorCode.none,
        // A coordinator that is not ready yet says so.
        let beat = try? client.call(HeartbeatRequest(groupID: "g", memberID: "m")), beat.errorCode == .unknownMemberID
      {
        return
      }
      // There is nothing to wait on but the broker itself, in another process.
      usleep(100_000)
      left -= 1
    }
    throw RawClient.Failure(description: "Kafka did not start within a minute")
  }
}
