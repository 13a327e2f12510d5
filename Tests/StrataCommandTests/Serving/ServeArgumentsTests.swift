import StrataBroker
import StrataEngine
import Testing

@testable import StrataCommand

/// SPEC §10.5
@Suite struct ServeArgumentsTests {
  @Test("the defaults are this machine, Kafka's port, and no topics by themselves")
  func defaults() throws {
    let serve = try Serve.parse(["--memory"])
    let plan = try serve.plan()
    #expect(plan.listen == Endpoint(host: "127.0.0.1", port: 9092))
    #expect(plan.advertise == nil)
    #expect(plan.place == .memory)
    #expect(!plan.config.createsTopics)
    #expect(serve.pollMicroseconds == 50)
  }

  @Test("settings have Kafka's names; the line counts more than the file, and the last more than the first")
  func settings() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("server.properties", "num.partitions=2\nlog.retention.hours=1\n# none\n")
    let line = [
      "--data", "d", "--config", file, "--set", "num.partitions=3", "--set=num.partitions=4", "--auto-create",
    ]
    let config = try Serve.parse(line).plan().config
    #expect(config.partitions == 4)
    #expect(config.createsTopics)
    #expect(config.topicDefaults["retention.ms"] == "3600000")
    #expect(BrokerSettings(config).defaultPartitions == 4)
    #expect(BrokerSettings(config).autoCreateTopics)
  }

  @Test("a file made for Kafka says where to listen and where records live, and the line says otherwise")
  func kafkasFile() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(
      "server.properties",
      """
      process.roles=broker,controller
      listeners=CONTROLLER://127.0.0.1:9093,PLAINTEXT://127.0.0.1:19092
      advertised.listeners=PLAINTEXT://localhost:19092
      controller.listener.names=CONTROLLER
      log.dirs=/var/lib/kafka
      """)
    let plan = try Serve.parse(["--config", file]).plan()
    #expect(plan.listen == Endpoint(host: "127.0.0.1", port: 19_092))
    #expect(plan.advertise == Endpoint(host: "localhost", port: 19_092))
    #expect(plan.place == .directory("/var/lib/kafka"))
    #expect(try Serve.parse(["--config", file, "--memory"]).plan().place == .memory)
    let other = try Serve.parse(["--config", file, "--data", "d", "--listen", "127.0.0.1:1"]).plan()
    #expect(other.place == .directory("d"))
    #expect(other.listen.port == 1)
  }

  @Test(
    "a file that can't be followed is refused with what is wrong in it",
    arguments: [
      ("num.partition=2", "no broker has such a setting; did you mean num.partitions?"),
      ("num.partitions=none", "num.partitions=none can't be used"),
      ("listeners=PLAINTEXT://:9092\nlog.dirs=d", "0.0.0.0:9092 lets other machines in"),
      ("listeners=here\nlog.dirs=d", "listeners=here names no place to listen"),
      ("log.dirs=a,b", "names several directories"), ("sasl.enabled.mechanisms=PLAIN", "can't honour it"),
    ])
  func refusedFile(text: String, said: String) async throws {
    let directory = try TemporaryDirectory()
    let shown = await Shown.run(["serve", "--config", try directory.write("server.properties", text)])
    #expect(shown.status == .usage)
    #expect(shown.err.contains(said), "\(shown.err)")
  }

  @Test("what would be unsafe or unclear is refused before anything is done, and the way out is named")
  func refusals() async {
    let cases: [(line: String, said: [String])] = [
      ("serve", ["where are records to live?", "--data DIR", "--memory"]),
      ("serve --memory --data d", ["--data and --memory don't go together"]),
      ("serve --memory --listen 0.0.0.0:9092", ["lets other machines in", "--allow-remote"]),
      ("serve --memory --listen example.org:9092", ["lets other machines in", "--allow-remote"]),
      ("serve --memory --advertise 0.0.0.0:1", ["no client can connect to 0.0.0.0:1"]),
      ("serve --memory --advertise localhost:0", ["no client can connect to localhost:0"]),
      ("serve --memory --listen 9092", ["'9092' is not HOST:PORT"]),
      ("serve --memory --set num.partition=1", ["no broker has such a setting", "did you mean num.partitions?"]),
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
    #expect(try Serve.parse(line).plan().advertise == Endpoint(host: "box.example", port: 9092))
  }
}
