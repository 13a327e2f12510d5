/// A promise that was not kept: which, in which simulation.
package struct SimulationFailure: Error, CustomStringConvertible {
  /// The seed that shows it again.
  package var seed: UInt64
  /// What that simulation is about.
  package var plan: String
  /// What was promised and what was found.
  package var message: String
  /// The calls since the open before the last one, when they were recorded.
  package var story: [String]

  /// The seed and the message; the story is for those who ask.
  package var description: String { "seed \(seed) (\(plan)): \(message)" }
}
