import FuzzKit

// strata-fuzz TARGET [libFuzzer's arguments]: what clients send, and the engine's own file; `tools/fuzz` builds and
// runs it.
fuzz([
  "wire": { try WireTarget() },
  "connection": { try ConnectionTarget() },
  "catalog": { CatalogTarget() },
])
