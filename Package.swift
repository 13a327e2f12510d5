// swift-tools-version: 6.2
import PackageDescription

/// One array for every Swift target: Swift 6 mode comes from `swiftLanguageModes`, the rest is said here once.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
]

func floor(
  _ name: String, _ dependencies: [Target.Dependency] = [], at path: String? = nil, excluding: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, path: path, exclude: excluding, swiftSettings: settings)
}

func example(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: "\(name)Example", dependencies: dependencies, path: "Examples/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: excluding, swiftSettings: settings)
}

func library(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
  name: "strata",
  products: [
    .library(name: "Strata", targets: ["Strata"]),
    .library(name: "StrataCapture", targets: ["StrataCapture"]),
    .library(name: "StrataCaptureSQLite", targets: ["StrataCaptureSQLite"]),
    .library(name: "StrataBroker", targets: ["StrataBroker"]),
    .library(name: "StrataKafka", targets: ["StrataKafka"]),
    .library(name: "StrataTesting", targets: ["StrataTesting"]),
    .executable(name: "strata", targets: ["StrataCommand"]),
  ],
  targets: [
    .target(name: "CStrata"),
    .target(name: "CThreadSanitizer", path: "Tests/CThreadSanitizer"),
    .target(name: "CInterrupted", path: "Tests/CInterrupted"),
    library("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev", brew: "lz4"),
    library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    library("CSnappy", pkgConfig: "snappy", apt: "libsnappy-dev", brew: "snappy"),
    library("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev", brew: "zstd"),
    library("CUV", pkgConfig: "libuv", apt: "libuv1-dev", brew: "libuv"),
    library("CRDKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev", brew: "librdkafka"),
    library("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev", brew: "sqlite"),

    floor("StrataLog", ["CStrata", "CLZ4", "CZlib", "CSnappy", "CZstd"]),
    floor("StrataEngine", ["StrataLog"]),
    floor("StrataTransport"),
    floor("StrataWire", excluding: ["Schema"]),
    floor("StrataInProcess", ["StrataEngine", "StrataLog", "StrataTransport"]),
    floor("StrataKafka", ["CRDKafka", "StrataTransport"]),
    floor("Strata", ["StrataLog", "StrataEngine", "StrataTransport", "StrataInProcess"]),
    floor("StrataCapture", ["StrataTransport"]),
    floor("StrataCaptureSQLite", ["StrataCapture", "CSQLite"]),
    floor("StrataBroker", ["StrataEngine", "StrataLog", "StrataWire", "CUV"]),
    floor("StrataTesting", ["StrataLog", "StrataEngine", "StrataTransport", "StrataInProcess", "StrataCapture"]),
    .executableTarget(
      name: "StrataCommand",
      dependencies: [
        "CStrata", "StrataLog", "StrataEngine", "StrataBroker", "StrataTransport", "StrataInProcess", "StrataKafka",
        "StrataCapture",
        "StrataCaptureSQLite", "StrataTesting",
      ],
      swiftSettings: settings),

    .target(
      name: "Rigs",
      dependencies: [
        "StrataTesting", "StrataInProcess", "StrataKafka", "StrataBroker", "StrataEngine", "StrataLog",
        "StrataTransport",
      ],
      path: "Tests/Rigs", swiftSettings: settings),
    .executableTarget(
      name: "Conformance", dependencies: ["Rigs", "StrataTesting", "StrataTransport"], path: "Tests/Conformance",
      swiftSettings: settings),

    .executableTarget(name: "strata-kill", dependencies: ["StrataLog"], path: "Tests/Kill", swiftSettings: settings),

    example("Brokers", ["Strata", "StrataBroker", "StrataKafka"]),
    example("Embedding", ["Strata"]),
    example("Capture", ["Strata", "StrataCapture", "StrataCaptureSQLite"]),

    floor("WireKit", at: "Tests/WireKit"),
    tests("StrataWireTests", ["StrataWire", "WireKit"], excluding: ["Golden"]),
    tests("StrataTransportTests", ["StrataTransport"]),
    tests("StrataCaptureSQLiteTests", ["StrataCaptureSQLite", "StrataCapture"]),
    tests("StrataCaptureTests", ["StrataCapture", "StrataTransport"]),
    tests(
      "StrataCaptureEndToEndTests",
      ["StrataCapture", "StrataCaptureSQLite", "StrataEngine", "StrataInProcess", "StrataTransport"]),
    tests(
      "StrataTestingTests",
      ["CThreadSanitizer", "Rigs", "StrataTesting", "StrataInProcess", "StrataEngine", "StrataLog", "StrataTransport"]),
    tests(
      "StrataCommandTests",
      [
        "StrataCommand", "StrataLog", "StrataEngine", "StrataBroker", "StrataKafka", "StrataTransport", "StrataCapture",
        "StrataCaptureSQLite",
      ]),
    tests(
      "StrataBrokerTests", ["Rigs", "StrataBroker", "StrataEngine", "StrataLog", "StrataWire", "WireKit"],
      excluding: ["Groups/Transcripts"]),
    tests("TidyTests", []),
    tests("StrataEngineTests", ["StrataEngine", "StrataLog"]),
    tests(
      "StrataInProcessTests", ["StrataInProcess", "StrataEngine", "StrataLog", "StrataTransport", "StrataTesting"]),
    tests("StrataKafkaTests", ["Rigs", "StrataKafka", "StrataTransport", "StrataTesting"]),
    tests("StrataTests", ["Strata"]),
    .testTarget(name: "GuideTests", dependencies: ["Strata"], path: "Examples/Guide", swiftSettings: settings),
    tests("StrataLogTests", ["StrataLog", "CInterrupted", "CStrata", "CLZ4", "CZstd"]),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzer is linked with libFuzzer, which not every toolchain has: it is built by `tools/fuzz` and by nothing
// else. What it is to learn its way through counts its edges; the kit that makes inputs does not.
if Context.environment["STRATA_FUZZ"] != nil {
  for target in package.targets where ["StrataLog", "StrataWire", "StrataEngine", "StrataBroker"].contains(target.name)
  {
    // The fuzzer looks inside, as the tests do, which have this from being built for debugging.
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"]))
  }
  package.targets.append(.target(name: "CFuzzer", path: "Tests/CFuzzer"))
  package.targets.append(floor("FuzzKit", ["CFuzzer", "StrataLog", "WireKit"], at: "Tests/FuzzKit"))
  for (name, path, more) in [
    ("strata-fuzz", "Tests/Fuzz", ["StrataBroker", "StrataEngine", "StrataWire"]),
    ("strata-fuzz-log", "Tests/FuzzLog", []),
  ] as [(String, String, [Target.Dependency])] {
    package.targets.append(
      .executableTarget(
        name: name, dependencies: ["FuzzKit", "StrataLog", "WireKit"] + more, path: path, swiftSettings: settings,
        linkerSettings: [.unsafeFlags(["-use-ld=lld", "-sanitize=fuzzer"])]))
  }
}
