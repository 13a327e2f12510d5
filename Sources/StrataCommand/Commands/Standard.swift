extension Tool {
  /// `strata` as it is installed, its commands in the order help shows them.
  static let standard = Tool(commands: [
    Demo.self,
    TopicsList.self,
    TopicsCreate.self,
    TopicsDescribe.self,
    TopicsDelete.self,
    ProduceTopic.self,
    ConsumeTopic.self,
    GroupsList.self,
    GroupsDescribe.self,
    GroupsReset.self,
    GroupsDelete.self,
    Dump.self,
    Verify.self,
    Export.self,
    Compact.self,
    BenchAppend.self,
    Simulate.self,
    Serve.self,
    Completions.self,
  ])
}
