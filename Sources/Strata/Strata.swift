/// The umbrella for embedding: `import Strata` brings the log, the engine, the transport contract and the transport in
/// this process.
@_exported public import StrataEngine
@_exported public import StrataInProcess
@_exported public import StrataLog
@_exported public import StrataTransport
