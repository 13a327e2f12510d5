import Rigs
import StrataTesting
import Testing

/// SPEC §8, on the transport that is in the box.
@Suite struct InProcessConformanceTests {
  @Test("the in-process transport conforms", arguments: InProcessRig.Store.allCases, TransportConformance.checks)
  func conforms(store: InProcessRig.Store, check: ConformanceCheck) async throws {
    let rig = try InProcessRig(store)
    defer { rig.remove() }
    #expect(try await check.run(on: rig) == .kept)
  }
}
