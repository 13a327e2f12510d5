/// Times in UTC as text and back: `2013-01-31T05:15:00.000Z`.
enum UTC {
  /// Milliseconds since 1970 as text; the number itself where there is no such year.
  static func text(_ milliseconds: Int64) -> String {
    let aDay: Int64 = 86_400_000
    guard (-62_000_000_000_000..<253_402_300_800_000).contains(milliseconds) else { return String(milliseconds) }
    let day = milliseconds >= 0 ? milliseconds / aDay : (milliseconds - aDay + 1) / aDay
    let ofDay = milliseconds - day * aDay
    let (year, month, date) = civil(day: Int(day))
    let clock = [ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1000 % 60].map { padded($0, 2) }
    return "\(padded(Int64(year), 4))-\(padded(Int64(month), 2))-\(padded(Int64(date), 2))T"
      + clock.joined(separator: ":") + ".\(padded(ofDay % 1000, 3))Z"
  }

  /// Milliseconds since 1970 of `2013-01-31`, `2013-01-31T05:15`, `…:00`, `….123`, each with or without `Z`; nil for
  /// what is none of these.
  static func milliseconds(_ text: String) -> Int64? {
    var text = text[...]
    if text.hasSuffix("Z") { text = text.dropLast() }
    let halves = text.split(separator: "T", omittingEmptySubsequences: false)
    guard halves.count <= 2, let date = numbers(halves[0], "-", [4, 2, 2]), (1...12).contains(date[1]),
      (1...31).contains(date[2])
    else { return nil }
    let day = Int64(day(year: date[0], month: date[1], date: date[2]))
    guard civil(day: Int(day)) == (date[0], date[1], date[2]) else { return nil }
    guard halves.count == 2 else { return day * 86_400_000 }
    let parts = halves[1].split(separator: ".", omittingEmptySubsequences: false)
    let widths = [2, 2, 2].prefix(parts[0].utf8.count == 5 ? 2 : 3)
    guard parts.count <= 2, let clock = numbers(parts[0], ":", Array(widths)), clock[0] < 24, clock[1] < 60 else {
      return nil
    }
    let seconds = clock.count == 3 ? clock[2] : 0
    guard seconds < 60, parts.count == 1 || clock.count == 3 else { return nil }
    var milliseconds = Int64((clock[0] * 60 + clock[1]) * 60 + seconds) * 1000
    if parts.count == 2 {
      guard let fraction = numbers(parts[1], ".", [3]) else { return nil }
      milliseconds += Int64(fraction[0])
    }
    return day * 86_400_000 + milliseconds
  }

  private static func numbers(_ text: Substring, _ separator: Character, _ widths: [Int]) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == widths.count else { return nil }
    var numbers: [Int] = []
    for (part, width) in zip(parts, widths) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
