import FuzzKit

// strata-fuzz TARGET [libFuzzer's arguments]: what clients send, and what an engine keeps beside records; `tools/fuzz`
// builds and runs it.
fuzz([
  "wire": { try WireTarget() },
  "connection": { try ConnectionTarget() },
  "catalog": { CatalogTarget() },
  "metadata": { MetadataTarget() },
  "state": { StateTarget() },
])
