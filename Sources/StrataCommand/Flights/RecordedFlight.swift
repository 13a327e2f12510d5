/// One flight of the data set: what was planned and what became of it.
struct RecordedFlight: Hashable, Sendable {
  /// Counted from 1 in the order of days.
  var id: Int64
  /// Planned departure.
  var scheduled: Minute
  /// Minutes late; nil for a flight that never left.
  var departureDelay: Int?
  /// Minutes late; nil for a flight that never arrived where it was meant to.
  var arrivalDelay: Int?
  var airMinutes: Int?
  var carrier: String
  var number: Int
  var tail: String?
  var origin: String
  var destination: String
  var distance: Int
}

/// A minute of New York's clock, counted from 1970. No time zone: the data set's clock is taken as it is.
struct Minute: Hashable, Comparable, Sendable, CustomStringConvertible {
  static let aDay = 1440

  var value: Int

  /// Minute `minute` of day `day`, days counted from 1970-01-01.
  init(day: Int, minute: Int = 0) { value = day * Self.aDay + minute }

  init(_ value: Int) { self.value = value }

  var day: Int { value >= 0 ? value / Self.aDay : (value - Self.aDay + 1) / Self.aDay }

  static func < (a: Self, b: Self) -> Bool { a.value < b.value }

  static func + (minute: Self, count: Int) -> Self { Self(minute.value + count) }

  /// As `2013-01-31 05:15`.
  var description: String {
    let (year, month, date) = civil(day: day)
    let ofDay = value - day * Self.aDay
    return "\(year)-\(twoDigits(month))-\(twoDigits(date)) \(twoDigits(ofDay / 60)):\(twoDigits(ofDay % 60))"
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

/// The number of days from 1970-01-01 to a date of the Gregorian calendar.
func day(year: Int, month: Int, date: Int) -> Int {
  // Years begin in March here, so that the leap day is a year's last.
  let year = month <= 2 ? year - 1 : year
  let era = (year >= 0 ? year : year - 399) / 400
  let ofEra = year - era * 400
  let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
  return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
}

/// The date of a day counted from 1970-01-01: the inverse of ``day(year:month:date:)``.
func civil(day: Int) -> (year: Int, month: Int, date: Int) {
  let shifted = day + 719_468
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let ofEra = shifted - era * 146_097
  let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
  let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * ofYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
}
