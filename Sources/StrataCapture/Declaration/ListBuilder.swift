/// Collects the elements of a declaration's block, in order. All are of one type, which the block fixes: that is why
/// elements need no type annotation and a misspelt property is reported where it stands.
@resultBuilder public enum ListBuilder<Element> {
  /// One element.
  public static func buildExpression(_ element: Element) -> [Element] { [element] }
  /// The elements of a block.
  public static func buildBlock(_ lists: [Element]...) -> [Element] { lists.flatMap { $0 } }
  /// An `if` without an `else`.
  public static func buildOptional(_ list: [Element]?) -> [Element] { list ?? [] }
  /// An `if`'s first branch.
  public static func buildEither(first list: [Element]) -> [Element] { list }
  /// An `if`'s other branch.
  public static func buildEither(second list: [Element]) -> [Element] { list }
  /// A loop's elements.
  public static func buildArray(_ lists: [[Element]]) -> [Element] { lists.flatMap { $0 } }
}
