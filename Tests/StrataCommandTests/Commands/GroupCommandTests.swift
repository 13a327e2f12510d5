import StrataKafka
import StrataTransport
import Testing

@testable import StrataCommand

/// SPEC §10.1: groups are looked after in the same words on a data directory and on running brokers.
@Suite struct GroupCommandTests {
  /// A place that has topics and groups, and what a command line says to name it.
  private struct Place {
    let words: [String]
    let directory = try? TemporaryDirectory()
    let served: Served?

    init(onBroker: Bool) throws {
      served = onBroker ? try Served(["--memory"]) : nil
      let path = try #require(directory).path
      words = served.map { ["--brokers", $0.address.argument] } ?? ["--dir", path + "/data"]
    }

    func run(_ line: String, input: String = "") async -> Shown {
      await Shown.run(line.split(separator: " ").map(String.init) + words, input: input)
    }
  }

  @Test("a group is listed, described, set back and deleted", arguments: [false, true])
  func round(onBroker: Bool) async throws {
    let place = try Place(onBroker: onBroker)
    #expect(await place.run("topics create orders --partitions 2").status == .ok)
    #expect(await place.run("groups list").out == "")
    #expect(await place.run("produce orders --partition 0", input: "a\nb\nc\n").status == .ok)
    #expect(await place.run("produce orders --partition 1", input: "d\n").status == .ok)
    #expect(await place.run("consume orders --group readers").out.split(separator: "\n").count == 4)
    #expect(await place.run("produce orders --partition 0", input: "e\nf\n").status == .ok)

    #expect(await place.run("groups list").out == "readers".padded(to: 32) + " Empty\n")
    func described(_ first: String, _ second: String) -> String {
      "readers  Empty, 0 members\n  orders-0: \(first)\n  orders-1: \(second)\n"
    }
    let before = await place.run("groups describe readers")
    #expect(
      before.out == described("committed 3, end 5, lag 2", "committed 1, end 1, lag 0"), "\(before.err)")

    let resets: [(to: String, printed: String)] = [
      ("--to latest", "orders-0: committed 3 before, 5 now\norders-1: committed 1 before, 1 now\n"),
      ("--to earliest", "orders-0: committed 5 before, 0 now\norders-1: committed 1 before, 0 now\n"),
      ("--partition 0 --to 4", "orders-0: committed 0 before, 4 now\n"),
      ("--to 2013-01-31T05:15:00", "orders-0: committed 4 before, 0 now\norders-1: committed 0 before, 0 now\n"),
      ("--to 2999-01-01", "orders-0: committed 0 before, 5 now\norders-1: committed 0 before, 1 now\n"),
      ("--partition 0 --to 2", "orders-0: committed 5 before, 2 now\n"),
    ]
    for (to, printed) in resets {
      let shown = await place.run("groups reset readers --topic orders \(to)")
      #expect(shown.out == printed, "\(to): \(shown.err)")
    }
    let after = await place.run("groups describe readers").out
    #expect(after == described("committed 2, end 5, lag 3", "committed 1, end 1, lag 0"))
    // The group goes on where it was set to.
    #expect(await place.run("consume orders --group readers").out == "c\ne\nf\n")

    #expect(await place.run("groups delete readers").out == "deleted readers\n")
    #expect(await place.run("groups list").out == "")
  }

  @Test("a partition without a committed offset is shown once one is set", arguments: [false, true])
  func nothingCommitted(onBroker: Bool) async throws {
    let place = try Place(onBroker: onBroker)
    for topic in ["orders", "other"] {
      #expect(await place.run("topics create \(topic)").status == .ok)
      #expect(await place.run("produce \(topic)", input: "a\n").status == .ok)
    }
    #expect(await place.run("consume orders --group g").out == "a\n")
    let reset = await place.run("groups reset g --topic other --to earliest")
    #expect(reset.out == "other-0: committed nothing before, 0 now\n", "\(reset.err)")
    let described = await place.run("groups describe g").out
    #expect(described.contains("  orders-0: committed 1, end 1, lag 0\n  other-0: committed 0, end 1, lag 1\n"))
  }

  @Test("mistakes say what to do and change nothing", arguments: [false, true])
  func mistakes(onBroker: Bool) async throws {
    let place = try Place(onBroker: onBroker)
    #expect(await place.run("topics create orders --partitions 2").status == .ok)
    #expect(await place.run("produce orders --partition 0", input: "a\nb\n").status == .ok)
    #expect(await place.run("consume orders --group readers").out == "a\nb\n")
    let described = await place.run("groups describe readers").out
    #expect(described.contains("orders-0: committed 2, end 2, lag 0"))
    let reset = "groups reset readers --topic orders"
    let cases: [(line: String, said: [String], status: Outcome)] = [
      ("groups describe reader", ["there is no group reader", "did you mean readers?"], .failed),
      ("groups describe x", ["there is no group x", "--group x makes it"], .failed),
      ("groups delete reader", ["there is no group reader", "did you mean readers?"], .failed),
      ("groups reset reader --topic orders --to latest", ["there is no group reader"], .failed),
      ("groups reset readers --topic order --to latest", ["there is no topic order", "did you mean orders?"], .failed),
      ("\(reset) --partition 2 --to latest", ["no partition 2: orders has 2"], .failed),
      ("\(reset) --partition -1 --to latest", ["no partition -1: orders has 2"], .failed),
      ("\(reset) --partition 0 --to 3", ["offset 3", "records are kept from 0 up to 2"], .failed),
      ("\(reset) --to 1", ["has 2 partitions", "--partition"], .usage),
      ("\(reset) --to erliest", ["is not earliest, latest, an offset or a time", "did you mean 'earliest'?"], .usage),
      ("\(reset) --to -1", ["is not earliest, latest, an offset or a time"], .usage),
      ("\(reset)", ["--to is missing"], .usage),
      ("groups reset readers --to latest", ["--topic is missing"], .usage),
      ("groups describe", ["GROUP is missing"], .usage),
      ("groups lst", ["did you mean `strata groups list`?"], .usage),
    ]
    for (line, said, status) in cases {
      let shown = await place.run(line)
      #expect(shown.status == status, "\(line): \(shown.err)")
      for words in said { #expect(shown.err.contains(words), "\(line): \(shown.err)") }
      #expect(shown.out.isEmpty, "\(line)")
    }
    #expect(await place.run("groups describe readers").out == described)
  }

  @Test("a group with members is shown with them, and neither set nor deleted before they left")
  func members() async throws {
    let place = try Place(onBroker: true)
    #expect(await place.run("topics create orders --partitions 2").status == .ok)
    let address = try #require(place.served).address.argument
    let transport = try KafkaTransport(brokers: address)
    let consumer = try await transport.consumer(.group("readers", topics: ["orders"]), ConsumerOptions())
    guard case .assigned(let partitions)? = try await consumer.next(within: .seconds(20)) else {
      Issue.record("no assignment came")
      return
    }
    #expect(partitions.count == 2)
    let described = await place.run("groups describe readers").out
    #expect(described.hasPrefix("readers  Stable, 1 members\n  "), "\(described)")
    #expect(
      described.contains("127.0.0.1): orders-0, orders-1\n  orders-0: nothing committed, end 0\n"), "\(described)")
    for line in ["groups delete readers", "groups reset readers --topic orders --to earliest"] {
      let shown = await place.run(line)
      #expect(shown.status == .failed && shown.out.isEmpty)
      #expect(shown.err.contains("group readers has 1 members"), "\(shown.err)")
      #expect(shown.err.contains("stop them first"), "\(shown.err)")
    }
    // Whoever asks without looking first is refused by the broker.
    for attempt in 0..<2 {
      let error = await #expect(throws: TransportError.self) {
        if attempt == 0 { try await transport.groups.delete("readers") }
        if attempt == 1 { try await transport.groups.commit("readers", [TopicPartition("orders", 0): 0]) }
      }
      #expect(error?.code == .invalid && error?.reason.contains("stop them first") == true, "\(error as Any)")
    }
    let missing = await #expect(throws: TransportError.self) { try await transport.groups.delete("none") }
    #expect(missing?.code == .invalid, "\(missing as Any)")
    await consumer.close()
    #expect(await place.run("groups delete readers").out == "deleted readers\n")
    await transport.close()
    await #expect(throws: TransportError.self) { try await transport.groups.list() }
  }

  @Test("help tells what there is, and completion offers it")
  func help() async {
    let help = await Shown.run(["groups", "--help"]).out
    for word in ["list", "describe", "reset", "delete"] { #expect(help.contains("groups \(word)"), "\(help)") }
    let script = await Shown.run(["completion", "bash"]).out
    #expect(script.contains("'groups reset --to') COMPREPLY=($(compgen -W 'earliest latest'"), "\(script)")
  }
}
