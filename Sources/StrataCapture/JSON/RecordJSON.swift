import FoundationEssentials

/// A value as JSON (SPEC §9.2), its keys sorted: equal values give equal bytes.
func encodeJSON(_ value: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return [UInt8](try encoder.encode(value))
}

/// A value from the JSON that `Codable` has for it.
func decodeJSON<Value: Decodable>(_ type: Value.Type, from text: [UInt8]) throws -> Value {
  try JSONDecoder().decode(type, from: Data(text))
}
