internal import CFuzzer

// strata-fuzz TARGET [libFuzzer's arguments]: libFuzzer over one target; `tools/fuzz` builds and runs it.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The target being fuzzed. libFuzzer calls back on the thread that started it, so nobody else touches it.
nonisolated(unsafe) var target: any FuzzTarget = BatchTarget()

/// The answer to libFuzzer, which ends the run at an error as it does at a trap.
func execute(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe UnsafeBufferPointer(start: data, count: count).span
  do { try unsafe target.run(input) } catch {
    print("finding: \(error)")
    fflush(nil)
    abort()
  }
  return 0
}

/// libFuzzer's hook for inputs of our own making; half of the time it mutates as it likes.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32) -> Int {
  if seed % 4 == 0 { return unsafe LLVMFuzzerMutate(data, count, most) }
  let old = unsafe UnsafeBufferPointer(start: data, count: count).span
  let new = unsafe target.mutate(old, seed: UInt64(seed))
  let kept = min(new.count, most)
  // The buffer has room for `most` bytes.
  for n in 0..<kept { unsafe data[n] = new[n] }
  return kept
}

func run() throws -> CInt {
  var arguments = CommandLine.arguments
  guard arguments.count > 1 else {
    throw FuzzFailure("usage: strata-fuzz wire|batch|connection [libFuzzer's arguments]")
  }
  switch arguments.remove(at: 1) {
  case "wire": unsafe target = try WireTarget()
  case "batch": unsafe target = BatchTarget()
  case "connection": unsafe target = try ConnectionTarget()
  case let other: throw FuzzFailure("no target \(other)")
  }
  // libFuzzer keeps pointers into its arguments: they are never freed.
  var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
  var count = CInt(arguments.count)
  return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
    var start = buffer.baseAddress
    return unsafe LLVMFuzzerRunDriver(&count, &start) { unsafe execute($0, $1) }
  }
}

do { exit(try run()) } catch {
  print("\(error)")
  exit(2)
}
