import Testing

/// Records that a test went another way, to return with.
func fail(_ what: String, _ at: SourceLocation = #_sourceLocation) {
  Issue.record("\(what)", sourceLocation: at)
}
