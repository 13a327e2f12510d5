import StrataWire

extension Handler {
  /// What the broker speaks (SPEC §12.1): the rows of the table, no more.
  static let apiVersions = Handler(ApiVersionsRequest.self) { request, call in
    guard call.version < 3 || isName(request.clientSoftwareName) && isName(request.clientSoftwareVersion) else {
      return .now(ApiVersionsResponse(errorCode: .invalidRequest))
    }
    return .now(ApiVersionsResponse(apiKeys: HandlerTable.all.map(row)))
  }

  /// The answer to a version of ApiVersions that is not spoken here, in the oldest layout, whatever was asked.
  static let unknownApiVersions = ApiVersionsResponse(
    errorCode: .unsupportedVersion, apiKeys: [row(apiVersions)])

  private static func row(_ handler: Handler) -> ApiVersionsResponse.ApiKey {
    ApiVersionsResponse.ApiKey(
      apiKey: handler.api.rawValue, minVersion: handler.versions.lowerBound, maxVersion: handler.versions.upperBound)
  }

  /// Letters and digits, inside also `-` and `.`: what Kafka takes for the name and version of a client.
  private static func isName(_ text: String) -> Bool {
    func isOuter(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last, isOuter(first), isOuter(last) else { return false }
    return bytes.allSatisfy { isOuter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
  }
}
