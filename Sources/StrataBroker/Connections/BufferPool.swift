/// Buffers that hold what is left of unfinished requests, used again: a connection has one only while it needs it.
struct BufferPool {
  /// Buffers of more room than this are let go, not kept.
  static let largestKept = 1 << 20
  static let mostKept = 16

  private var free: [[UInt8]] = []

  /// An empty buffer.
  mutating func take() -> [UInt8] { free.popLast() ?? [] }

  /// Takes a buffer back.
  mutating func give(_ buffer: consuming [UInt8]) {
    guard buffer.capacity <= Self.largestKept, buffer.capacity > 0, free.count < Self.mostKept else { return }
    var buffer = buffer
    buffer.removeAll(keepingCapacity: true)
    free.append(buffer)
  }
}
