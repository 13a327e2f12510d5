// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "strata-benchmarks",
  dependencies: [.package(name: "strata", path: "..")],
  targets: [
    .target(name: "CAllocations"),
    .target(name: "CLoader", linkerSettings: [.linkedLibrary("rdkafka")]),
    .target(name: "BenchmarkTable", swiftSettings: settings),
    .target(name: "Programs", dependencies: ["BenchmarkTable"], swiftSettings: settings),
    .executableTarget(
      name: "strata-benchmarks",
      dependencies: [
        "BenchmarkTable",
        "CAllocations",
        "Programs",
        .product(name: "Strata", package: "strata"),
        .product(name: "StrataBroker", package: "strata"),
        .product(name: "StrataCapture", package: "strata"),
        .product(name: "StrataCaptureSQLite", package: "strata"),
      ],
      path: "Sources/StrataBenchmarks",
      swiftSettings: settings),
    // Not one program with the above: what counts allocations must not slow a load down.
    .executableTarget(
      name: "strata-broker-benchmarks", dependencies: ["BenchmarkTable", "CLoader", "Programs"],
      path: "Sources/BrokerBenchmarks", swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
