import Testing

/// The habits of the house, held against every file of the repository. Each rule is also shown something that breaks
/// it, for a rule that finds nothing might be looking at nothing.
@Suite struct TidyTests {
  static let swift = repository.filter { $0.isSwift(under: "Sources", "Tests", "Benchmarks", "Examples") }
  static let code = repository.filter { $0.isCode }
  static let sources = swift.filter { $0.isSwift(under: "Sources") }

  private func expectNone(_ violations: [Violation]) {
    for violation in violations { Issue.record("\(violation)") }
  }

  private func violates(
    _ rule: (TextFile) -> [Violation], _ text: String, path: String = "Sources/StrataLog/Planted.swift"
  ) -> [Int] {
    rule(TextFile(path, text)).map(\.line)
  }

  @Test("the repository is found and read")
  func found() {
    #expect(Set(["Package.swift", "SPEC.md", "LICENSE"]).isSubset(of: repository.map(\.path)))
    #expect(Self.sources.count > 10)
  }

  @Test("a file has one subject: 600 lines at most, 800 in tests")
  func fileSize() {
    expectNone(Self.code.flatMap(SizeRules.files))
    let long = String(repeating: "\n", count: 601)
    #expect(violates(SizeRules.files, long) == [601])
    #expect(violates(SizeRules.files, long, path: "Tests/X.swift").isEmpty)
  }

  @Test("a line has 120 columns at most")
  func lineLength() {
    expectNone(Self.code.flatMap(SizeRules.lines))
    #expect(violates(SizeRules.lines, "let x = 1\n" + String(repeating: "é", count: 121)) == [2])
    #expect(violates(SizeRules.lines, String(repeating: "é", count: 120)).isEmpty)
  }

  @Test("a function has 70 lines at most")
  func functionSize() {
    expectNone(Self.swift.flatMap(SizeRules.functions))
    let body = String(repeating: "  print(\"}\") // }\n", count: 69)
    #expect(violates(SizeRules.functions, "struct A {\n  func f(x: () -> Void = {}) {\n\(body)  }\n}\n") == [2])
    #expect(violates(SizeRules.functions, "protocol P {\n  func f()\n}\nstruct A {\n\(body)\n}\n").isEmpty)
    #expect(violates(SizeRules.functions, "init(a: Int,\n b: Int) {\n\(body)}\n") == [1])
  }

  @Test("imports point down the floors, FoundationEssentials from capture up")
  func imports() {
    expectNone(Self.sources.flatMap(ImportRules.downward))
    #expect(violates(ImportRules.downward, "import CStrata\npublic import StrataEngine\n") == [2])
    #expect(violates(ImportRules.downward, "import struct FoundationEssentials.Data\n") == [1])
    #expect(
      violates(ImportRules.downward, "import FoundationEssentials\n", path: "Sources/StrataCapture/A.swift").isEmpty)
    #expect(violates(ImportRules.downward, "", path: "Sources/Elsewhere/A.swift") == [1])
  }

  @Test("nobody imports Foundation")
  func foundation() {
    expectNone((Self.swift + repository.filter { $0.path.hasSuffix("Package.swift") }).flatMap(ImportRules.foundation))
    #expect(violates(ImportRules.foundation, "// import Foundation\n@preconcurrency import Foundation\n") == [2])
  }

  @Test("what others can see has a doc comment")
  func documentation() {
    expectNone(Self.sources.flatMap(DocumentationRule.undocumented))
    let planted = """
      /// Documented.
      @frozen public enum A {
        /// Documented.
        case a
        case b
        var internalIsFine: Int { 1 }
      }
      package func f() {}
      /// Documented.
      public protocol P {
        func g(_ x: Int)
      }
      public extension A {
        /// Documented.
        @inlinable
        public static func h() { let public = 1 }
        public var i: String { "public func" }
      }
      """
    #expect(violates(DocumentationRule.undocumented, planted) == [5, 6, 8, 11, 17])
  }

  @Test("no file names a path of one machine")
  func absolutePaths() {
    expectNone(repository.filter { $0.path != "LICENSE" }.flatMap(BanRules.absolutePaths))
    for folder in ["home", "work", "root", "tmp", "opt", "Users"] {
      #expect(violates(BanRules.absolutePaths, "a\nopen(\"/\(folder)/x\")\n") == [2])
      #expect(violates(BanRules.absolutePaths, "../\(folder)/x a/\(folder) /\(folder)s \\(x)/\(folder)").isEmpty)
    }
  }

  @Test("no file names a registry's host")
  func registryHosts() {
    expectNone(repository.filter { $0.path != "LICENSE" }.flatMap(BanRules.registryHosts))
    #expect(violates(BanRules.registryHosts, "# from https://files.pypi" + ".org/simple\n") == [1])
  }

  @Test("what is left to do has an issue")
  func promises() {
    expectNone(repository.flatMap(BanRules.promises))
    #expect(violates(BanRules.promises, "// TO" + "DO: later\n// TO" + "DO #12: later\n// FIX" + "ME\n") == [1, 3])
  }

  @Test("nothing in Sources traps on purpose")
  func traps() {
    expectNone(Self.sources.flatMap(BanRules.traps))
    #expect(
      violates(BanRules.traps, "// try! is fine\nlet a = try! b()\nc as! D\nfatalError(\"try!\")\n") == [2, 3, 4])
  }

  @Test("log and engine start no task of their own")
  func bareTasks() {
    let files = Self.sources.filter { $0.isSwift(under: "Sources/StrataLog", "Sources/StrataEngine") }
    expectNone(files.flatMap(BanRules.bareTasks))
    #expect(
      violates(BanRules.bareTasks, "let t = Task {\nTask.detached { }\nTask(priority: .low) {\nmyTask { }") == [
        1, 2, 3,
      ])
  }

  @Test("what the compiler does not check is argued in a comment")
  func unsafety() {
    expectNone(Self.swift.flatMap(BanRules.unarguedUnsafety))
    let planted = """
      // Guarded by a lock.
      final class A: @unchecked Sendable {}
      final class B: @unchecked Sendable {}
      nonisolated(unsafe) var c = 0
      """
    #expect(violates(BanRules.unarguedUnsafety, planted) == [3, 4])
  }

  @Test("the Swift that the README shows is compiled in Examples")
  func readme() {
    let examples = repository.filter { $0.isSwift(under: "Examples") }
    expectNone(repository.filter { $0.path == "README.md" }.flatMap { ReadmeRule.uncompiled($0, examples: examples) })
    let example = TextFile("Examples/A.swift", "func main() {\n  let a = 1\n  let b = 2\n}\n")
    let readme = TextFile(
      "README.md", "```swift\nlet a = 1\nlet b = 2\n```\n```sh\nls\n```\n```swift\nlet a = 1\nlet b = 3\n```\n")
    #expect(ReadmeRule.uncompiled(readme, examples: [example]).map(\.line) == [8])
  }

  @Test("a page of Documentation shows one piece of Swift that Examples/Guide runs, and the README leads to it")
  func pages() throws {
    let pages = repository.filter { $0.path.hasPrefix("Documentation/") }
    let guide = repository.filter { $0.isSwift(under: "Examples/Guide") }
    let readme = try #require(repository.first { $0.path == "README.md" })
    #expect(!pages.isEmpty)
    expectNone(pages.flatMap { ReadmeRule.uncompiled($0, examples: guide) })
    expectNone(pages.flatMap { ReadmeRule.untidyPage($0, readme: readme) })
    let planted = TextFile("Documentation/a.md", "```swift\nlet a = 1\n```\n```swift\nlet b = 2\n```\n")
    let leading = TextFile("README.md", "[a](Documentation/a.md)")
    #expect(ReadmeRule.untidyPage(planted, readme: leading).map(\.line) == [1])
    #expect(ReadmeRule.untidyPage(TextFile("Documentation/a.md", "```swift\n```\n"), readme: leading).isEmpty)
    let long = TextFile("Documentation/b.md", "```swift\n```\n" + String(repeating: "\n", count: 59))
    #expect(ReadmeRule.untidyPage(long, readme: leading).map(\.line) == [61, 1])
  }

  @Test("every section of SPEC.md that a file cites is there")
  func citations() throws {
    let specification = try #require(repository.first { $0.path == "SPEC.md" })
    expectNone(Self.code.flatMap { SpecificationRule.unknownSections($0, in: specification) })
    let mark = "SPEC " + "§"
    let planted = TextFile(
      "A.swift", "/// (\(mark)5.1, §5.7).\n/// (\(mark)2); see \(mark)99.\n/// §98 of another paper\n")
    let headings = TextFile("SPEC.md", "## 2. Batch\n### 5.1 Tail\n")
    let unknown = SpecificationRule.unknownSections(planted, in: headings)
    #expect(unknown.map(\.line) == [1, 2])
    expectNone(SpecificationRule.unknownTests(specification, in: Self.swift))
    let named = TextFile("SPEC.md", "`ATests/f`, `ATests/g`\n| `BTests/f` | `tests/f`\n`ATests/f`; `ATests`\n")
    let test = TextFile("Tests/X/ATests.swift", "  func f() {\n")
    #expect(SpecificationRule.unknownTests(named, in: [test]).map(\.line) == [1, 2])
  }

  @Test("comments and strings are no code, interpolations are")
  func masking() {
    let source = #"let a = "x \(f("y") + 1) z" // w"# + "\n" + ##"let b = #"\(q) "r" "# /* s /* t */ u */ + v"## + "\n"
    let expected = #"let a = "   (f(" ") + 1)   "     "#
    let lines = MaskedSource(source).lines
    #expect(lines[0].filter { $0 != " " } == expected.filter { $0 != " " })
    #expect(lines[1].filter { $0 != " " } == ##"letb=#""#+v"##)
    #expect(lines[0].count == source.split(separator: "\n")[0].count)
  }
}
