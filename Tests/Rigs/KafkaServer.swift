import Glibc
import StrataTransport

/// A real Apache Kafka of one node, run as `STRATA_KAFKA_DIR/server` in a process beside the tests and gone with them.
///
/// A shell between holds its standard input open: when the tests end, however they end, the input ends and the shell
/// stops the server and removes its files.
package final class KafkaServer: Sendable {
  /// The directory with `server` and `tool`, if this machine has it.
  package static let folder: String? = unsafe getenv("STRATA_KAFKA_DIR").flatMap { named in
    unsafe named.pointee == 0 ? nil : String(cString: named)
  }

  package let port: Int
  private let directory: String
  private let settings: [String]
  private let running: Child

  /// Where clients connect.
  package var brokers: String { "127.0.0.1:\(port)" }

  /// Starts a server and returns once it takes connections.
  package static func start(_ settings: [String]) throws -> KafkaServer {
    var template = Array("\(P_tmpdir)/strata-kafka-XXXXXX".utf8CString)
    // mkdtemp writes six letters into the array, which is its own.
    guard unsafe mkdtemp(&template) != nil else { throw TransportError(.unavailable, "mkdtemp", "errno \(errno)") }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let port = stride(from: 20_500, to: 20_600, by: 2).shuffled().first(where: { isFree($0) && isFree($0 + 1) })
    else { throw TransportError(.unavailable, "starting Kafka", "no free port") }
    return try KafkaServer(port, directory, settings)
  }

  private init(_ port: Int, _ directory: String, _ settings: [String]) throws {
    self.port = port
    self.directory = directory
    self.settings = settings
    running = Child(try Self.run(port, directory, settings))
  }

  /// Stops the server as an operator would, and starts it on what it left.
  package func restart() throws {
    running.end()
    running.replace(try Self.run(port, directory, settings))
  }

  private static func run(_ port: Int, _ directory: String, _ settings: [String]) throws -> Child.Ends {
    guard let folder else { throw TransportError(.unavailable, "starting Kafka", "STRATA_KAFKA_DIR is not set") }
    let sets = settings.map { "--set '\($0)'" }.joined(separator: " ")
    let script = """
      '\(folder)/server' --port \(port) --dir '\(directory)' \(sets) <&- >'\(directory)/out' 2>&1 &
      server=$!
      while kill -0 $server 2>/dev/null && ! grep -qs '^kafka ready' '\(directory)/out'; do sleep 0.05; done
      grep -c '^kafka ready' '\(directory)/out'
      read -r word
      kill $server
      wait $server 2>/dev/null
      [ "$word" = keep ] || rm -rf '\(directory)'
      """
    let ends = try Child.spawn("/bin/bash", ["-c", script])
    var answer = [UInt8](repeating: 0, count: 16)
    guard unsafe read(ends.output, &answer, answer.count) > 0, answer[0] == UInt8(ascii: "1") else {
      throw TransportError(.unavailable, "starting Kafka on \(port)", "it did not become ready")
    }
    return ends
  }

  private static func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var on: Int32 = 1
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return unsafe withUnsafePointer(to: address) { address in
      // A sockaddr_in is read as the sockaddr it begins with.
      unsafe bind(
        descriptor, UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
