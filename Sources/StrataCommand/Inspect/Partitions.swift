/// The partitions' directories below a directory, in order: those that hold segments.
func partitionDirectories(below directory: String) throws(CommandError) -> [String] {
  let names = try Files.list(directory)
  var found = names.contains(where: isSegment) ? [directory] : []
  for name in names {
    let path = Files.path(directory, name)
    if Files.isDirectory(path) { found += try partitionDirectories(below: path) }
  }
  return found
}

/// The segments in a directory, in the order of their offsets.
func segments(in directory: String) throws(CommandError) -> [String] {
  try Files.list(directory).filter(isSegment).map { Files.path(directory, $0) }
}

private func isSegment(_ name: String) -> Bool {
  name.hasSuffix(".log") && name.dropLast(4).allSatisfy(\.isNumber) && name.count > 4
}
