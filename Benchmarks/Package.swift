// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "strata-benchmarks",
  dependencies: [.package(name: "strata", path: "..")],
  targets: [
    .target(name: "CAllocations"),
    .executableTarget(
      name: "strata-benchmarks",
      dependencies: [
        "CAllocations",
        .product(name: "Strata", package: "strata"),
        .product(name: "StrataCapture", package: "strata"),
        .product(name: "StrataCaptureSQLite", package: "strata"),
      ],
      path: "Sources/StrataBenchmarks",
      swiftSettings: [
        .treatAllWarnings(as: .error),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableExperimentalFeature("Lifetimes"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
