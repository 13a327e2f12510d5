import StrataCapture

// The declarations that tests share: exactly as a user writes them.

struct Rental: Model {
  var id: Int64, accountID: Int64, name: String, checkIn: String?, canceledAt: Double?
  static let table = Table("rentals", Self.init, \.id, \.accountID, \.name, \.checkIn, \.canceledAt)
}

struct Account: Model {
  var id: Int64, name: String, defaultCheckIn: String
  static let table = Table("accounts", Self.init, \.id, \.name, \.defaultCheckIn)
}

struct Photo: Model {
  var id: Int64, rentalID: Int64, url: String
  static let table = Table(
    "photos", Self.init, \.id, \.rentalID, \.url, renamed: Column(\.rentalID, "rental_id"))
}

struct PhotoV3: Codable, Sendable { var id: Int64, url: String }

struct RentalV3: Codable, Sendable {
  var id: Int64, accountID: Int64, name: String, checkIn: String, photos: [PhotoV3]
}

struct LocalRental: Model {
  var id: Int64?
  var remoteID: Int64, title: String, checkIn: String, note: String?
  static let table = Table("local_rentals", Self.init, \.id, \.remoteID, \.title, \.checkIn, \.note)
}

struct LocalPhoto: Model {
  var id: Int64?
  var remoteID: Int64, rentalID: Int64, url: String
  static let table = Table("local_photos", Self.init, \.id, \.remoteID, \.rentalID, \.url)
}

struct Email: Codable, Hashable, Sendable { var text: String }

let producer = Namespace("v3") {
  Topic("rentals", key: \Rental.accountID) {
    Publish(Rental.self) {
      Embed(Photo.self, parent: \.rentalID)
      Observe(Account.self, \.defaultCheckIn) { account, db in try db.all(Rental.self, \.accountID, account.id) }
      SoftDelete(\.canceledAt)
    } serializer: { rental, db in
      let account = try db.all(Account.self, \.id, rental.accountID).first
      return RentalV3(
        id: rental.id, accountID: rental.accountID, name: rental.name,
        checkIn: rental.checkIn ?? account?.defaultCheckIn ?? "16:00",
        photos: try db.all(Photo.self, \.rentalID, rental.id).map { PhotoV3(id: $0.id, url: $0.url) })
    }
    Publish(Account.self, key: \.id)
  }
}

let replica = Replica(of: "v3") {
  Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
    Map(\.title, from: \.name)
    Map(\.checkIn, from: \.checkIn) { $0.uppercased() }
    ToMany(\.photos, into: LocalPhoto.self, owner: \.rentalID, match: \.remoteID, \.id) { Map(\.url, from: \.url) }
    OnChange { change, transaction in
      if change.changed(\.title) { try transaction.enqueue(Email(text: "renamed")) }
    }
  }
}
