extension Tool {
  /// `strata` as it is installed, its commands in the order help shows them.
  static let standard = Tool(commands: [
    Demo.self,
    Dump.self,
    Verify.self,
    BenchAppend.self,
    Completions.self,
  ])
}
