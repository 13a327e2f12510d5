import StrataEngine
import Testing

@testable import StrataCommand

/// SPEC §10.1
@Suite struct TopicCommandTests {
  @Test("records go in as lines and come out as they went in")
  func round() async throws {
    let directory = try TemporaryDirectory()
    let at = ["--dir", directory.path + "/data"]
    func run(_ line: String, input: String = "") async -> Shown {
      await Shown.run(line.split(separator: " ").map(String.init) + at, input: input)
    }
    #expect(await run("topics create orders retention.ms=-1").out.contains("created orders with 1 partitions"))
    let produced = await run(
      "produce orders --key-separator : --headers a=1,b= --tombstone NULL --compression zstd",
      input: "k:v:w\nplain\nx:NULL\n:\n")
    #expect(produced.status == .ok, "\(produced.err)")
    #expect(produced.err == "4 records to orders\n")
    #expect(await run("consume orders").out == "k\tv:w\nplain\nx\t\n\t\n")
    #expect(await run("consume orders --from 2").out == "x\t\n\t\n")
    #expect(await run("consume orders --max 1").out == "k\tv:w\n")
    #expect(await run("consume orders --max 0").out == "")
    #expect(await run("consume orders --from end").out == "")
    #expect(await run("consume orders --from 2013-01-01 --max 1").out == "k\tv:w\n")
    #expect(await run("consume orders --from 2999-01-01").out == "")
    let json = await run("consume orders --format json --from 2 --partition 0 --max 1").out
    #expect(json.contains("\"offset\": 2"), "\(json)")
    #expect(
      json.contains("\"key\": \"x\", \"value\": null, \"headers\": [{\"name\": \"a\", \"value\": \"1\"}, "), "\(json)")
    #expect(await run("consume orders --group g --max 3").out == "k\tv:w\nplain\nx\t\n")
    #expect(await run("consume orders --group g").out == "\t\n")
    #expect(await run("consume orders --group g").out == "")
    #expect(await run("consume orders --group g --from beginning").out == "k\tv:w\nplain\nx\t\n\t\n")
    #expect(await run("topics list").out.contains("1 partitions, 4 records"))
    let described = await run("topics describe orders").out
    #expect(described.contains("retention.ms=-1") && described.contains("orders-0: offsets 0 up to 4"), "\(described)")
    #expect(await run("topics delete orders").status == .ok)
    #expect(await run("topics list").out == "")
  }

  @Test("mistakes say what to do, and leave nothing behind")
  func mistakes() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/data"
    let nowhere = directory.path + "/none"
    #expect(await Shown.run(["topics", "create", "orders", "--partitions", "2", "--dir", path]).status == .ok)
    try directory.write("letter", "not a data directory")
    let cases: [(line: String, said: [String], status: Outcome)] = [
      ("topics list --dir \(nowhere)", ["\(nowhere) is no data directory", "topics create"], .failed),
      ("topics create a --dir \(directory.path)", ["is there and no data directory"], .failed),
      ("topics create a/b --dir \(path)", ["can't name a topic"], .failed),
      ("topics create orders --dir \(path)", ["exists already"], .failed),
      ("topics create a retention=1 --dir \(nowhere)", ["no topic has such a setting"], .failed),
      ("topics create a retention.ms --dir \(path)", ["is not a setting as name=value"], .usage),
      ("topics create a --partitions 0 --dir \(path)", ["1 or more"], .usage),
      ("topics delete order --dir \(path)", ["there is no topic order", "did you mean orders?"], .failed),
      ("topics describe x --dir \(path)", ["strata topics create x"], .failed),
      ("produce order --dir \(path)", ["did you mean orders?"], .failed),
      ("produce orders --headers x --dir \(path)", ["'x' is not a header as name=value"], .usage),
      ("produce orders --partition 7 --dir \(path)", ["goes to partition 7, but orders has 2"], .failed),
      ("consume orders --from yesterday --dir \(path)", ["is not beginning, end, an offset or a time"], .usage),
      ("consume orders --from 3 --dir \(path)", ["has 2 partitions", "--partition"], .usage),
      ("consume orders --partition 9 --dir \(path)", ["orders-9"], .failed),
      ("consume orders --group g --partition 1 --dir \(path)", ["don't go together"], .usage),
      ("consume orders --max -1 --dir \(path)", ["not 0 or more"], .usage),
    ]
    for (line, said, status) in cases {
      let shown = await Shown.run(line.split(separator: " ").map(String.init), input: "line\n")
      #expect(shown.status == status, "\(line): \(shown.err)")
      for words in said { #expect(shown.err.contains(words), "\(line): \(shown.err)") }
      #expect(shown.out.isEmpty, "\(line)")
    }
    #expect(!Files.isDirectory(nowhere))
  }

  @Test("a data directory that another holds is refused, and the other is named")
  func inUse() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/data"
    let engine = try Engine.open(path)
    try engine.createTopic("orders")
    for line in ["topics list", "produce orders", "consume orders"] {
      let shown = await Shown.run(line.split(separator: " ").map(String.init) + ["--dir", path])
      #expect(shown.status == .failed)
      #expect(shown.err.contains("is in use by "), "\(line): \(shown.err)")
      #expect(shown.err.contains("(process \(Posix.processID))"), "\(line): \(shown.err)")
    }
    try engine.close()
    #expect(await Shown.run(["topics", "list", "--dir", path]).status == .ok)
  }

  @Test("each shell gets a script that knows every command", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) async {
    let shown = await Shown.run(["completion", shell])
    #expect(shown.status == .ok)
    for command in Tool.standard.commands {
      for word in command.name.split(separator: " ") { #expect(shown.out.contains(word), "\(word)") }
    }
    for option in ["compression", "key-separator", "crash"] { #expect(shown.out.contains(option)) }
    #expect(!shown.out.contains("worker"))
  }
}
