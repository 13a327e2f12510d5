// An event log in this process, as SQLite is a database in the process: nothing to start, nothing acknowledged is lost.
// Makes the directory `events` in the working directory, and more records in it each time it runs.
import Strata

let engine = try Engine.open("events")
let orders = try engine.openTopic("orders")

try orders.append(key: "42", value: "placed")
try orders.append(key: "42", value: "paid", durability: .synced)

for record in try orders.read() {
  print(record.offset, record.valueText ?? "")
}
try engine.close()
