import StrataEngine
import Testing

@testable import StrataCommand

/// SPEC §10.1
@Suite struct ArgumentsTests {
  enum Codec: String, ArgumentChoice { case none, lz4, zstd }

  struct Send: Command {
    static let name = "send"
    static let summary = "Send things"
    let topic: String
    let files: [String]
    let count: Int
    let codec: Codec
    let key: String?
    let isQuiet: Bool

    init(_ arguments: inout Arguments) throws(CommandError) {
      topic = try arguments.positional("TOPIC", "where to")
      count = try arguments.option("count", "N", default: 7, "how many")
      codec = try arguments.option("compression", "CODEC", default: .none, "how to compress")
      key = try arguments.option("key", "TEXT", "the key")
      isQuiet = arguments.flag("quiet", "say nothing")
      files = try arguments.rest("FILE", "what to send")
    }

    func run(_ console: Console) async throws -> Outcome {
      try console.out.line("\(topic) \(count) \(codec.rawValue) \(key ?? "-") \(isQuiet) \(files)")
      return .ok
    }
  }

  struct SendAll: Command {
    static let name = "all send"
    static let summary = "Send all things"
    init(_ arguments: inout Arguments) throws(CommandError) {}
    func run(_ console: Console) async throws -> Outcome { throw CommandError.failed("no things") }
  }

  static let tool = Tool(commands: [Send.self, SendAll.self])

  @Test("words become values")
  func values() async {
    let cases: [(line: String, printed: String)] = [
      ("send t", "t 7 none - false []"),
      ("send --count 3 t a b", "t 3 none - false [\"a\", \"b\"]"),
      ("send t --count=-3 --compression zstd --quiet", "t -3 zstd - true []"),
      ("send --count -3 t", "t -3 none - false []"),
      ("send t --key=a=b", "t 7 none a=b false []"),
      ("send t --key=", "t 7 none  false []"),
      ("send --quiet --quiet -- --t -x", "--t 7 none - true [\"-x\"]"),
      ("send - --key -", "- 7 none - false []"),
    ]
    for (line, printed) in cases {
      let shown = await run(line)
      #expect(shown.out == printed + "\n", "\(line)")
      #expect(shown.status == .ok, "\(line)")
    }
  }

  @Test("a line that is none says what is wrong, what was likely meant, and ends with 2")
  func mistakes() async {
    let cases: [(line: String, said: [String])] = [
      ("send", ["TOPIC is missing: where to", "strata send --help"]),
      ("send t --cuont 3", ["no option --cuont", "did you mean --count?"]),
      ("send t --zzzzzz", ["no option --zzzzzz"]),
      ("send t --count", ["--count needs a value", "--count N: how many"]),
      ("send t --count --quiet", ["--count needs a value"]),
      ("send t --count many", ["--count: 'many' is not a whole number"]),
      ("send t --count 9223372036854775808", ["is not a whole number"]),
      ("send t --compression zst", ["'zst' is not one of none, lz4, zstd", "did you mean 'zstd'?"]),
      ("send t --count 1 --count 2", ["--count is given twice"]),
      ("send t --quiet=yes", ["--quiet takes no value"]),
      ("sned t", ["no command 'sned'", "did you mean `strata send`?"]),
      ("xyzzy", ["no command 'xyzzy'", "strata --help"]),
      ("all", ["all what?", "strata all send"]),
      ("all sned", ["no command `all sned`", "did you mean `strata all send`?"]),
      ("all send more", ["'more' is one word too many"]),
    ]
    for (line, said) in cases {
      let shown = await run(line)
      #expect(shown.status == .usage, "\(line)")
      #expect(shown.out.isEmpty, "\(line)")
      for words in said { #expect(shown.err.contains(words), "\(line): \(shown.err)") }
    }
  }

  @Test("a failure is told on standard error and ends with 1")
  func failure() async {
    let shown = await run("all send")
    #expect(shown.status == .failed)
    #expect(shown.err == "strata: no things\n")
  }

  @Test("help shows everything a command takes, wherever --help stands")
  func help() async {
    for line in ["send --help", "send t --count --help", "help send", "send -h"] {
      let shown = await run(line)
      #expect(shown.status == .ok, "\(line)")
      for words in ["TOPIC", "[FILE...]", "--count N", "(default: 7)", "none|lz4|zstd", "--quiet", "say nothing"] {
        #expect(shown.out.contains(words), "\(line): \(words)")
      }
    }
    let all = await run("--help")
    for words in ["send", "Send all things", "Exit status", "--version"] { #expect(all.out.contains(words)) }
    #expect(await run("").status == .usage)
    #expect(await run("all --help").out.contains("all send"))
    #expect(await run("--version").out == "strata \(Tool.version)\n")
  }

  @Test("a reader that is gone is no failure")
  func readerGone() async {
    var console = Shown.console(input: "").console
    console.out = Output(eager: true) { _ in throw Output.ReaderGone() }
    #expect(await Self.tool.run(["send", "t"], console) == .ok)
  }

  @Test("the nearest word is found, and none that is far")
  func near() {
    let words = ["topics", "produce", "consume", "dump"]
    let cases: [(word: String, meant: String?)] = [
      ("topic", "topics"), ("prodcue", "produce"), ("consum", "consume"), ("dupm", "dump"), ("con", "consume"),
      ("x", nil), ("frobnicate", nil),
    ]
    for (word, meant) in cases { #expect(nearest(to: word, among: words) == meant, "\(word)") }
  }

  private func run(_ line: String) async -> Shown {
    await Shown.run(line.split(separator: " ").map(String.init), with: Self.tool)
  }
}
