/// What a plan comes to, counted before it is played.
struct Survey: Hashable, Sendable {
  var steps = 0
  var scheduled = 0
  var cancelled = 0
  var diverted = 0
  var removed = 0
  var renamings = 0

  /// Goes through the plan once.
  init(_ file: FlightFile) throws {
    var playlist = Playlist(file)
    while let step = try playlist.next() {
      steps += 1
      switch step.action {
      case .schedule: scheduled += 1
      case .cancel: cancelled += 1
      case .divert: diverted += 1
      case .remove: removed += 1
      case .rename: renamings += 1
      case .depart, .arrive: break
      }
    }
  }
}

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
