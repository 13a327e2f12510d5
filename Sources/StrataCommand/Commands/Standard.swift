extension Tool {
  /// `strata` as it is installed, its commands in the order help shows them.
  static let standard = Tool(commands: [
    Completions.self
  ])
}
