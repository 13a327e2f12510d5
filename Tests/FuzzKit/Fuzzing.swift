internal import CFuzzer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The target being fuzzed, and its inputs. libFuzzer calls back on the thread that started it, so nobody else touches
/// them.
nonisolated(unsafe) private var fuzzed: (target: any FuzzTarget, pool: InputPool)?

/// Runs libFuzzer as the program's arguments say: the name of a target, then libFuzzer's own. Ends the process.
package func fuzz(_ targets: KeyValuePairs<String, () throws -> any FuzzTarget>) -> Never {
  do {
    var arguments = CommandLine.arguments
    guard arguments.count > 1, let make = targets.first(where: { $0.key == arguments[1] })?.value else {
      let names = targets.map(\.key).joined(separator: "|")
      throw FuzzFailure("usage: \(names) [libFuzzer's arguments]")
    }
    arguments.remove(at: 1)
    let target = try make()
    unsafe fuzzed = (target, InputPool(target))
    // libFuzzer keeps pointers into its arguments: they are never freed.
    var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var count = CInt(arguments.count)
    exit(
      unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        var start = buffer.baseAddress
        return unsafe LLVMFuzzerRunDriver(&count, &start) { unsafe execute($0, $1) }
      })
  } catch {
    print("\(error)")
    exit(2)
  }
}

/// The answer to libFuzzer, which ends the run at an error as it does at a trap.
private func execute(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe UnsafeBufferPointer(start: data, count: count).span
  do { try unsafe fuzzed?.target.run(input) } catch {
    print("finding: \(error)")
    fflush(nil)
    abort()
  }
  return 0
}

/// libFuzzer's hook for inputs of our own making; a quarter of the time it mutates as it likes.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32) -> Int {
  let isLibrarys = seed % 4 == 0
  let count = isLibrarys ? unsafe LLVMFuzzerMutate(data, count, most) : count
  let old = unsafe UnsafeBufferPointer(start: data, count: count).span
  let new =
    unsafe isLibrarys
    ? fuzzed?.pool.mended(old, seed: UInt64(seed)) : fuzzed?.pool.mutate(old, seed: UInt64(seed))
  guard let new else { return count }
  let kept = min(new.count, most)
  // The buffer has room for `most` bytes.
  unsafe data.update(from: new, count: kept)
  return kept
}
