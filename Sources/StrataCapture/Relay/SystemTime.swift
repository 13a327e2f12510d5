import FoundationEssentials

/// The machine's time, in milliseconds since 1970: what relays are given where nothing else is.
public func systemMilliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
