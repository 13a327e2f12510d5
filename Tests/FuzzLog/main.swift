import FuzzKit

// strata-fuzz-log TARGET [libFuzzer's arguments]: what lies in a log's files. A program of its own, for libFuzzer looks
// at each counter of a program after each execution, and StrataLog has a sixth of all. `tools/fuzz` builds and runs it.
fuzz([
  "batch": { BatchTarget() },
  "record": { try RecordTarget() },
  "codecs": { CodecsTarget() },
  "index": { IndexTarget() },
  "producers": { ProducersTarget() },
  "superblock": { SuperblockTarget() },
  "recovery": { try RecoveryTarget() },
])
