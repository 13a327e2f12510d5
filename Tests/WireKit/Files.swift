#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The names in a folder, in order.
func entries(of folder: String) throws(SchemaError) -> [String] {
  guard let directory = unsafe opendir(folder) else { throw SchemaError(description: "\(folder) can't be listed") }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    // d_name is an array inside the entry, ended by a zero that readdir wrote.
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    names.append(name)
  }
  return names.sorted()
}

/// A whole file as text.
package func contents(of path: String) throws(SchemaError) -> String {
  guard let file = unsafe fopen(path, "r") else { throw SchemaError(description: "\(path) can't be opened") }
  defer { unsafe fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    // As many bytes as the array has.
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
    if count == 0 { break }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The folder of this checkout: the file that asks lies `depth` folders below it.
package func checkout(_ file: String = #filePath, depth: Int = 2) -> String {
  file.split(separator: "/").dropLast(depth + 1).map { "/" + $0 }.joined()
}
