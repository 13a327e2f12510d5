import BenchmarkTable
import CLoader

/// Our loader: librdkafka and nothing of ours between it and the broker.
struct Loader {
  let brokers: String
  let topic: String

  /// Records a second that are acknowledged.
  func produce(_ count: Int, size: Int) throws -> Double {
    var seconds = 0.0
    try unsafe call { load in unsafe strata_load_produce(load, count, size, &seconds) }
    return Double(count) / seconds
  }

  /// Records a second that are read.
  func consume(_ count: Int) throws -> Double {
    var seconds = 0.0
    try unsafe call { load in unsafe strata_load_consume(load, count, &seconds) }
    return Double(count) / seconds
  }

  /// From before a send to the record in a reader's hands, in milliseconds, of each record.
  func latencies(rate: Int, count: Int) throws -> [Double] {
    var milliseconds = [Double](repeating: 0, count: count)
    try unsafe call { load in unsafe strata_load_latency(load, Int32(rate), Int32(count), &milliseconds) }
    return milliseconds
  }

  private func call(_ body: (UnsafePointer<strata_load>) -> Int32) throws {
    var problem = [CChar](repeating: 0, count: 512)
    // All three texts live through the call, which keeps none of them.
    let result = unsafe brokers.withCString { brokers in
      unsafe topic.withCString { topic in
        unsafe problem.withUnsafeMutableBufferPointer { problem in
          var load = unsafe strata_load(
            brokers: brokers, topic: topic, problem: problem.baseAddress, problem_size: problem.count)
          return unsafe body(&load)
        }
      }
    }
    guard result == 0 else {
      throw BenchmarkError(String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
  }
}
