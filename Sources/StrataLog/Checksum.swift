internal import CStrata

/// The CRC-32C of the bytes in eight hexadecimal digits, as text files have it.
package func crc32cDigits(_ bytes: Span<UInt8>) -> String {
  let digits = String(crc32c(bytes), radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}

/// The CRC-32C of the bytes, as batches have it; for sidecar files of the floors above.
package func crc32c(_ bytes: Span<UInt8>) -> UInt32 {
  unsafe bytes.withUnsafeBytes { unsafe strata_crc32c(0, $0.baseAddress, $0.count) }
}
