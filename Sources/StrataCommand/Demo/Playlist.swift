/// The plan's steps over a file of flights, read as they are needed.
struct Playlist {
  private let file: FlightFile
  private var plan = Plan()
  private var nextDay = 0
  /// How many steps were handed out.
  private(set) var position = 0

  /// Begins at the plan's first step.
  init(_ file: FlightFile) { self.file = file }

  /// The next step; nil at the end.
  mutating func next() throws -> Step? {
    while true {
      if let step = plan.next() {
        position += 1
        return step
      }
      if nextDay < file.days.count {
        plan.add(day: file.days[nextDay].number, try file.flights(ofDay: nextDay))
      } else if nextDay == file.days.count {
        plan.finish()
      } else {
        return nil
      }
      nextDay += 1
    }
  }
}
