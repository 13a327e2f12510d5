import Glibc
import StrataEngine
import StrataKafka
import StrataTransport
import Testing

@testable import StrataCommand

/// SPEC §10.5, with processes as a user starts them.
@Suite struct ServeTests {
  @Test("it says where it answers once it does, and an interrupt or a request to end ends it within a second")
  func readyAndEnd() throws {
    for signal in [SIGTERM, SIGINT] {
      let serve = try Served(["--memory"])
      #expect(serve.ready.hasPrefix("ready 127.0.0.1:"))
      #expect(serve.ready.hasSuffix(" memory"))
      #expect(serve.address.port != 0)
      #expect(try Frames(port: serve.address.port).askVersions() > 0)
      let asked = ContinuousClock.now
      serve.process.kill(signal)
      #expect(try serve.process.output.line() == nil)
      #expect(serve.process.wait() == .exited(0))
      #expect(ContinuousClock.now - asked < .seconds(1))
    }
  }

  @Test("a clean end lets the directory go, and the same port can be taken again at once")
  func again() throws {
    let directory = try TemporaryDirectory()
    let data = Files.path(directory.path, "data")
    let first = try Served(["--data", data])
    #expect(first.ready.hasSuffix(" data \(data)"))
    _ = try Frames(port: first.address.port).askVersions()
    first.process.kill(SIGTERM)
    #expect(first.process.wait() == .exited(0))
    try Engine.open(data).close()
    let second = try Served(["--data", data], listen: first.address)
    #expect(second.address == first.address)
  }

  @Test("killed, it has lost nothing that it acknowledged when it comes back at the same address")
  func killed() async throws {
    let directory = try TemporaryDirectory()
    let data = Files.path(directory.path, "data")
    let first = try Served(["--data", data])
    let transport = try KafkaTransport(brokers: first.address.argument)
    try await transport.admin.createTopic("orders", partitions: 1, settings: [:])
    let producer = try await transport.producer(ProducerOptions())
    for part in 0..<20 {
      let records = (0..<50).map { Record(value: Array("\(part * 50 + $0)".utf8), placement: .partition(0)) }
      #expect(try await producer.send(records, to: "orders").last?.offset == Int64(part * 50 + 49))
    }
    first.process.kill()
    #expect(first.process.wait() == .killed(signal: SIGKILL))

    let second = try Served(["--data", data], listen: first.address)
    // The same producer goes on: its connection is new, its place is not.
    let next = try await producer.send([Record(value: [], placement: .partition(0))], to: "orders")
    #expect(next.map(\.offset) == [1_000])
    let consumer = try await transport.consumer(.partitions([TopicPartition("orders", 0)]), ConsumerOptions())
    var values: [String] = []
    while values.count < 1_001, let event = try await consumer.next(within: .seconds(20)) {
      if case .batch(let batch) = event {
        values += batch.records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
      }
    }
    #expect(values == (0..<1_000).map { "\($0)" } + [""])
    await transport.close()
    second.process.kill(SIGTERM)
    #expect(second.process.wait() == .exited(0))
  }

  @Test("a port or directory that another has is refused, and the other is named")
  func taken() throws {
    let directory = try TemporaryDirectory()
    let data = Files.path(directory.path, "data")
    let first = try Served(["--data", data])
    let id = first.ready.split(separator: " ")[3]
    let port = try refused(["--memory", "--listen", first.address.argument])
    #expect(port.contains("\(first.address.argument) is taken by strata (process \(id))"), "\(port)")
    let place = try refused(["--data", data, "--listen", "127.0.0.1:0"])
    #expect(place.contains("\(data) is in use by strata (process \(id))"), "\(place)")
  }

  @Test("a directory that is none, is another's or is damaged is refused as such")
  func unfit() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("file", "text")
    #expect(try refused(["--data", file]).contains("file"))
    #expect(try refused(["--data", directory.path]).contains("is there and no data directory"))
    #expect(try refused(["--data", "/proc/none/data"]).contains("/proc/none: can't be made"))
    for (properties, said) in [("version=9\n", "is of version 9"), ("nothing\n", "is damaged: it has no version")] {
      try directory.write("meta.properties", properties)
      #expect(try refused(["--data", directory.path]).contains(said))
    }
  }

  @Test("a broker that was started to last as long as its input ends with it")
  func input() throws {
    let directory = try TemporaryDirectory()
    var serve: Served? = try Served(["--memory", "--while-input-lasts"], errors: Files.path(directory.path, "errors"))
    let output = try #require(serve?.process.output)
    serve?.process.closeInput()
    #expect(try output.line() == nil)
    #expect(serve?.process.wait() == .exited(0))
    serve = nil
  }

  @Test("whoever takes its log lines and stops reading holds no client up, and learns how many lines it missed")
  func stalledLog() throws {
    let directory = try TemporaryDirectory()
    let pipe = Files.path(directory.path, "lines")
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    let reader = unsafe open(pipe, O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    let serve = try Served(["--memory"], errors: pipe)
    // A line each, and more of them than the pipe holds.
    for _ in 0..<2_000 { try Frames(port: serve.address.port).sendNegativeLength() }
    #expect(try Frames(port: serve.address.port).askVersions() > 0)
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let first = unsafe read(reader, &bytes, bytes.count)
    #expect(first > 60_000)
    try Frames(port: serve.address.port).sendNegativeLength()
    let count = unsafe read(reader, &bytes, bytes.count)
    let line = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    #expect(line.contains("lines before this one were not read in time"), "\(line)")
  }

  /// What a broker that ends before it is ready says; its status is checked.
  private func refused(_ arguments: [String]) throws -> String {
    let directory = try TemporaryDirectory()
    let errors = Files.path(directory.path, "errors")
    let process = try ChildProcess(Served.program, ["serve"] + arguments, errors: errors)
    #expect(try process.output.line() == nil)
    #expect(process.wait() == .exited(1))
    return try Files.lines(errors).joined(separator: "\n")
  }
}

/// `strata serve` as a process of its own, ready. It ends with this value.
struct Served {
  let process: ChildProcess
  let ready: String
  let address: Endpoint

  /// The command, which lies beside the tests.
  static var program: String { Files.path(Files.parent(of: Files.executable ?? ""), "strata") }

  init(
    _ arguments: [String], listen: Endpoint = Endpoint(host: "127.0.0.1", port: 0), errors: String? = nil
  ) throws {
    process = try ChildProcess(Self.program, ["serve", "--listen", listen.argument] + arguments, errors: errors)
    let line = try #require(try process.output.line(), "the broker ended before it was ready")
    ready = String(decoding: line, as: UTF8.self)
    address = try #require(Endpoint(argument: String(ready.split(separator: " ")[1])))
  }
}

/// A connection of a client to a port of this machine.
final class Frames {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    // A sockaddr_in is what connect(2) takes for this family.
    let result = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0, "port \(port): \(Posix.reason())")
  }

  deinit { close(descriptor) }

  /// Sends a length that no request has, and waits until the broker has closed the connection.
  func sendNegativeLength() throws {
    try Posix.write([0xff, 0xff, 0xff, 0xfb], to: descriptor)
    var byte: UInt8 = 0
    // It ends orderly or, where the broker had not read everything, with a reset.
    #expect(unsafe read(descriptor, &byte, 1) <= 0)
  }

  /// Asks which requests the broker knows (ApiVersions, version 0); answers the bytes of the answer.
  func askVersions() throws -> Int {
    try Posix.write([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff], to: descriptor)
    let input = ByteInput(name: "broker") { [descriptor] in try Posix.read(descriptor, $0, name: "broker") }
    var count = 0
    for _ in 0..<4 { count = count << 8 | Int(try #require(try input.next())) }
    for _ in 0..<count { _ = try #require(try input.next()) }
    return count
  }
}
