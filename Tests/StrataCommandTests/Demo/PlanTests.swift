import Testing

@testable import StrataCommand

/// SPEC §10.4
@Suite struct PlanTests {
  static let monday = 15_706

  static func flight(
    _ id: Int64, day: Int = monday, at minute: Int = 600, late: Int? = 5, arrival: Int? = 3, air: Int? = 100
  ) -> RecordedFlight {
    RecordedFlight(
      id: id, scheduled: Minute(day: day, minute: minute), departureDelay: late, arrivalDelay: arrival, airMinutes: air,
      carrier: "UA", number: 1, tail: "N1", origin: "EWR", destination: "IAH", distance: 800)
  }

  static func steps(_ days: [[RecordedFlight]]) -> [Step] {
    var plan = Plan()
    var steps: [Step] = []
    for (index, flights) in days.enumerated() {
      plan.add(day: monday + index, flights)
      while let step = plan.next() { steps.append(step) }
    }
    plan.finish()
    while let step = plan.next() { steps.append(step) }
    return steps
  }

  @Test("a flight's life is scheduled, departed, arrived, at its minutes")
  func life() {
    let flight = Self.flight(1)
    #expect(
      Self.steps([[flight]]) == [
        Step(minute: Minute(day: Self.monday - 1, minute: 600), action: .schedule(flight)),
        Step(minute: Minute(day: Self.monday, minute: 605), action: .depart(flight: 1, delay: 5)),
        Step(minute: Minute(day: Self.monday, minute: 705), action: .arrive(flight: 1, delay: 3, airMinutes: 100)),
      ])
  }

  @Test("a flight that never left is cancelled, never removed; one that landed elsewhere is diverted")
  func otherLives() {
    let never = Self.flight(Plan.removedOneOf, late: nil, arrival: nil, air: nil)
    #expect(Self.steps([[never]]).map(\.action) == [.schedule(never), .cancel(flight: never.id)])
    let elsewhere = Self.flight(1, arrival: nil, air: nil)
    #expect(
      Self.steps([[elsewhere]]).map(\.action)
        == [.schedule(elsewhere), .depart(flight: 1, delay: 5), .divert(flight: 1)])
    let removed = Self.flight(Plan.removedOneOf)
    #expect(Self.steps([[removed]]).last?.action == .remove(flight: removed.id))
  }

  @Test("steps come in the order of time, the same whenever they are asked for, with renamings on their days")
  func order() {
    let days = (0..<40).map { day in
      (0..<20).map { index in
        Self.flight(
          Int64(day * 20 + index + 1), day: Self.monday + day, at: index * 70,
          late: index % 7 == 0 ? nil : index * 13 - 20, arrival: index % 5 == 0 ? nil : index)
      }
    }
    let steps = Self.steps(days)
    for (step, next) in zip(steps, steps.dropFirst()) { #expect(step.minute <= next.minute) }
    var plan = Plan()
    for (index, flights) in days.enumerated() { plan.add(day: Self.monday + index, flights) }
    plan.finish()
    var again: [Step] = []
    while let step = plan.next() { again.append(step) }
    #expect(again.count == steps.count)
    #expect(Set(again) == Set(steps))
    let renamed = steps.filter { if case .rename = $0.action { true } else { false } }
    #expect(renamed.map(\.minute.day) == [1, 11, 21].map { Self.monday + $0 })
  }

  @Test("what the plan holds is bounded by days, not by how many there were")
  func memory() {
    var plan = Plan()
    var most = 0
    for day in 0..<200 {
      plan.add(day: Self.monday + day, (0..<50).map { Self.flight(Int64(day * 50 + $0 + 1), day: Self.monday + day) })
      while plan.next() != nil {}
      most = max(most, plan.waiting)
    }
    #expect(most < 4 * 50)
  }
}
