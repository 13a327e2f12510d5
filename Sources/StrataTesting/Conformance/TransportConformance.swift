public import StrataTransport

/// The transport contract as checks (SPEC §8): what passes them all can carry what Strata's other floors send.
///
/// ```swift
/// @Test(arguments: TransportConformance.checks)
/// func conforms(check: ConformanceCheck) async throws {
///   try await check.run(on: MyRig())
/// }
/// ```
public enum TransportConformance {
  /// Every check, by the sections of the contract.
  public static let checks: [ConformanceCheck] =
    recordChecks + sizeChecks + placementChecks + positionChecks + pausingChecks + waitingChecks + groupChecks
    + membershipChecks + commitChecks + staticMemberChecks + errorChecks + topicChecks + closingChecks
    + producerChecks + transactionChecks + [1, 2, 3].map(randomSchedule(seed:))
}

/// One promise of the contract and how it is put to the test.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
  /// How a check ended that found nothing wrong.
  public enum Outcome: Hashable, Sendable {
    /// The promise was kept.
    case kept
    /// The transport does not claim these capabilities, so nothing was tried.
    case notClaimed(Capabilities)
  }

  /// The promise.
  public let name: String
  /// Where SPEC.md makes it.
  public let section: String
  /// Without these capabilities there is no such promise.
  public let needs: Capabilities
  private let body: @Sendable (Trial) async throws -> Void

  init(
    _ name: String, _ section: String, needs: Capabilities = [],
    _ body: @escaping @Sendable (Trial) async throws -> Void
  ) {
    self.name = name
    self.section = section
    self.needs = needs
    self.body = body
  }

  /// The promise.
  public var description: String { name }

  /// Puts the promise to the test on a transport that the rig opens, and closes what it opened. Throws
  /// ``ConformanceFailure``, or what the transport threw where the contract has no error.
  @discardableResult
  public func run(on rig: any ConformanceRig) async throws -> Outcome {
    let trial = Trial(rig, try await rig.open())
    guard trial.transport.capabilities.isSuperset(of: needs) else {
      await trial.transport.close()
      return .notClaimed(needs.subtracting(trial.transport.capabilities))
    }
    // Ten things in a row may each take the rig's patience.
    let limit = rig.timing.patience * 10
    do {
      try await withDeadline(limit, "the check to end within \(limit)") { try await body(trial) }
    } catch {
      // The first failure is the one to report; what a broken transport does while it closes adds nothing.
      try? await withDeadline(rig.timing.patience, "closing") { await trial.end() }
      throw error
    }
    try await withDeadline(limit, "everything to close within \(limit)") { await trial.end() }
    return .kept
  }
}
