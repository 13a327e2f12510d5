/// The codec's schema as data (SPEC §11.7), read from the files that `tools/generate-wire` reads: so that frames can be
/// made, taken apart and spoiled without the code that is under test.
package struct WireSchema: Sendable {
  /// One API's two messages.
  package struct API: Sendable {
    /// Kafka's key.
    package var key: Int16
    /// Kafka's name.
    package var name: String
    /// What a client sends.
    package var request: MessageShape
    /// What answers it.
    package var response: MessageShape
  }

  /// In order of keys.
  package var apis: [API]
}

/// A request or response: its versions and its fields.
package struct MessageShape: Sendable {
  /// All versions.
  package var versions: ClosedRange<Int16>
  /// The first flexible version; `Int16.max` when there is none.
  package var firstFlexible: Int16
  /// The body's fields.
  package var fields: [FieldShape] = []
}

/// A field, in the order of the wire but for tagged ones.
package struct FieldShape: Sendable {
  /// What a value is.
  package indirect enum Kind: Sendable {
    /// A plain type by its name in the schema.
    case plain(String)
    /// A struct with these fields.
    case structure([FieldShape])
  }

  /// Its name in the schema.
  package var name: String
  /// What it holds, or each element of it.
  package var kind: Kind
  /// Whether it is an array of that.
  package var isArray: Bool
  /// Versions that have it.
  package var versions: ClosedRange<Int16>
  /// Versions in which it may be null.
  package var nullable: ClosedRange<Int16>?
  /// Its number, if it is a tagged field.
  package var tag: UInt32?
  /// Its default as the schema says it; nil for zero, empty, false.
  package var defaultText: String?
}

/// A schema file that can't be understood.
package struct SchemaError: Error, CustomStringConvertible {
  /// File, line and what is wrong.
  package var description: String
}

extension WireSchema {
  /// Reads every `.wire` file of this checkout.
  package static func ofThisCheckout() throws(SchemaError) -> WireSchema {
    let folder = checkout() + "/Sources/StrataWire/Schema"
    var apis: [API] = []
    for name in try entries(of: folder) where name.hasSuffix(".wire") {
      apis.append(try SchemaFile(name, try contents(of: folder + "/" + name)).api())
    }
    return WireSchema(apis: apis.sorted { $0.key < $1.key })
  }
}
