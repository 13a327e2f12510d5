import StrataCapture

// One application's rentals and another's replica of them: declared as a user would.

struct Rental: Model {
  var id: Int64, accountID: Int64, name: String, checkIn: String?, price: Double, canceledAt: Double?
  static let table = Table("rentals", Self.init, \.id, \.accountID, \.name, \.checkIn, \.price, \.canceledAt)
}

struct Account: Model {
  var id: Int64, name: String, defaultCheckIn: String
  static let table = Table("accounts", Self.init, \.id, \.name, \.defaultCheckIn)
}

struct Photo: Model {
  var id: Int64, rentalID: Int64, url: String
  static let table = Table("photos", Self.init, \.id, \.rentalID, \.url)
}

struct RentalV3: Codable, Sendable {
  var id: Int64, name: String, checkIn: String, price: Double, photos: [PhotoV3]
}

struct PhotoV3: Codable, Sendable { var id: Int64, url: String }

struct AccountV3: Codable, Sendable { var id: Int64, name: String }

struct LocalRental: Model, Equatable {
  var id: Int64?
  var remoteID: Int64, title: String, checkIn: String, price: Double, note: String?
  static let table = Table(
    "local_rentals", Self.init, \.id, \.remoteID, \.title, \.checkIn, \.price, \.note,
    renamed: Column(\.remoteID, "remote_id"))
}

struct LocalPhoto: Model, Equatable {
  var id: Int64?
  var remoteID: Int64, rentalID: Int64, url: String
  static let table = Table("local_photos", Self.init, \.id, \.remoteID, \.rentalID, \.url)
}

struct LocalAccount: Model, Equatable {
  var id: Int64, name: String
  static let table = Table("local_accounts", Self.init, \.id, \.name)
}

/// What a change of the replica asks for.
struct Notice: Codable, Hashable, Sendable {
  var kind: String, rental: Int64
}

enum Schema {
  static let source = [
    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, defaultCheckIn TEXT NOT NULL)",
    """
    CREATE TABLE rentals (
      id INTEGER PRIMARY KEY, accountID INTEGER NOT NULL, name TEXT NOT NULL, checkIn TEXT, price REAL NOT NULL,
      canceledAt REAL)
    """,
    "CREATE INDEX rentals_account ON rentals (accountID)",
    "CREATE TABLE photos (id INTEGER PRIMARY KEY, rentalID INTEGER NOT NULL, url TEXT NOT NULL)",
    "CREATE INDEX photos_rental ON photos (rentalID)",
  ]
  static let replica = [
    """
    CREATE TABLE local_rentals (
      id INTEGER PRIMARY KEY, remote_id INTEGER UNIQUE, title TEXT NOT NULL CHECK (title <> 'unwelcome'),
      checkIn TEXT NOT NULL, price REAL NOT NULL, note TEXT DEFAULT 'none')
    """,
    """
    CREATE TABLE local_photos (
      id INTEGER PRIMARY KEY, remoteID INTEGER UNIQUE, rentalID INTEGER NOT NULL, url TEXT NOT NULL)
    """,
    "CREATE INDEX local_photos_rental ON local_photos (rentalID)",
    "CREATE TABLE local_accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
  ]
}

struct Unserializable: Error {}

let rentals = Namespace("v3") {
  Topic("rentals", key: \Rental.accountID, partitions: 4) {
    Publish(Rental.self) {
      Embed(Photo.self, parent: \.rentalID)
      Observe(Account.self, \.defaultCheckIn) { account, db in try db.all(Rental.self, \.accountID, account.id) }
      SoftDelete(\.canceledAt)
    } serializer: { rental, db in
      if rental.name == "unserializable" { throw Unserializable() }
      let account = try db.first(Account.self, \.id, rental.accountID)
      return RentalV3(
        id: rental.id, name: rental.name, checkIn: rental.checkIn ?? account?.defaultCheckIn ?? "16:00",
        price: rental.price,
        photos: try db.all(Photo.self, \.rentalID, rental.id).map { PhotoV3(id: $0.id, url: $0.url) })
    }
    Publish(Account.self, key: \.id)
  }
}

let replica = Replica(of: "v3") {
  Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
    Map(\.title, from: \.name)
    Map(\.checkIn, from: \.checkIn)
    Map(\.price, from: \.price)
    ToMany(\.photos, into: LocalPhoto.self, owner: \.rentalID, match: \.remoteID, \.id) { Map(\.url, from: \.url) }
    OnChange { change, transaction in
      guard case .integer(let id) = change.key else { return }
      switch change.kind {
      case .softDeleted: try transaction.enqueue(Notice(kind: "canceled", rental: id))
      case .updated where change.changed(\.title): try transaction.enqueue(Notice(kind: "renamed", rental: id))
      default: break
      }
    }
  }
  Consume("rentals", AccountV3.self, into: LocalAccount.self, match: \.id, \.id) { Map(\.name, from: \.name) }
}
