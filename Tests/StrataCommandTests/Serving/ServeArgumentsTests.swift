import Testing

@testable import StrataCommand

/// SPEC §10.5
@Suite struct ServeArgumentsTests {
  @Test("the defaults are this machine, Kafka's port, and no topics by themselves")
  func defaults() throws {
    let serve = try Serve.parse(["--memory"])
    #expect(serve.listen == Endpoint(host: "127.0.0.1", port: 9092))
    #expect(serve.place == .memory)
    #expect(!serve.createsTopics)
    #expect(serve.pollMicroseconds == 50)
    #expect(serve.advertise == nil)
    #expect(serve.settings.isEmpty)
  }

  @Test("what would be unsafe or unclear is refused before anything is done, and the way out is named")
  func refusals() async {
    let cases: [(line: String, said: [String])] = [
      ("serve", ["where are records to live?", "--data DIR", "--memory"]),
      ("serve --memory --data d", ["--data and --memory don't go together"]),
      ("serve --memory --listen 0.0.0.0:9092", ["lets other machines in", "--allow-remote"]),
      ("serve --memory --listen example.org:9092", ["lets other machines in", "--allow-remote"]),
      ("serve --memory --advertise 0.0.0.0:1", ["no client can connect to 0.0.0.0"]),
      ("serve --memory --advertise localhost:0", ["no client can connect to port 0"]),
      ("serve --memory --listen 9092", ["'9092' is not HOST:PORT"]),
      ("serve --memory --set retention", ["'retention' is not a setting as name=value"]),
      ("serve --memory --poll-microseconds -1", ["-1 is not 0 to 1000000"]),
    ]
    for (line, said) in cases {
      let shown = await Shown.run(line.split(separator: " ").map(String.init))
      #expect(shown.status == .usage, "\(line)")
      #expect(shown.out.isEmpty, "\(line)")
      for words in said { #expect(shown.err.contains(words), "\(line): \(shown.err)") }
    }
  }

  @Test("a machine's other addresses are served when that is said")
  func remote() throws {
    let line = ["--memory", "--listen", "0.0.0.0:9092", "--allow-remote", "--advertise", "box.example:9092"]
    #expect(try Serve.parse(line).advertise == Endpoint(host: "box.example", port: 9092))
  }
}
