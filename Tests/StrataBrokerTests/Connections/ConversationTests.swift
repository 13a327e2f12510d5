import Testing

@testable import StrataBroker

/// SPEC §12.1
@Suite struct ConversationTests {
  @Test("a request is answered before the next is looked at, and a reply too late answers nothing")
  func order() {
    var conversation = Conversation(now: 0)
    let first = conversation.begin()
    #expect(conversation.phase == .answering(first) && conversation.awaits(first))
    #expect(!conversation.isReady)
    conversation.answered()
    #expect(conversation.isReady && !conversation.awaits(first))
    let second = conversation.begin()
    #expect(!conversation.awaits(first) && conversation.awaits(second))
    conversation.answered()
    conversation.sending()
    #expect(!conversation.awaits(second) && !conversation.isReady)
    conversation.sent(now: 6)
    #expect(conversation.isReady && conversation.lastMoved == 6)
  }

  @Test("replies that are sent while a request is answered do not answer it")
  func sentMeanwhile() {
    var conversation = Conversation(now: 0)
    let request = conversation.begin()
    conversation.sending()
    conversation.sent(now: 1)
    #expect(conversation.awaits(request) && !conversation.isReady)
  }

  @Test("reading stops over the bound while a request is answered or a reply is not taken")
  func bound() {
    var conversation = Conversation(now: 0)
    let bound = Conversation.mostWaiting
    #expect(conversation.wantsToRead(holding: 10 * bound))
    _ = conversation.begin()
    #expect(conversation.wantsToRead(holding: bound - 1) && !conversation.wantsToRead(holding: bound))
    conversation.answered()
    conversation.sending()
    #expect(!conversation.wantsToRead(holding: bound))
    conversation.closed()
    #expect(!conversation.wantsToRead(holding: 0))
    conversation.answered()
    #expect(conversation.phase == .closed)
  }

  @Test("it is idle when nothing moved for longer than the limit")
  func idle() {
    var conversation = Conversation(now: 100)
    #expect(!conversation.isIdle(now: 110, limit: 10) && conversation.isIdle(now: 111, limit: 10))
    conversation.received(now: 111)
    #expect(!conversation.isIdle(now: 121, limit: 10))
    // A loop's clock may be looked at before the one that noted the time.
    #expect(!conversation.isIdle(now: 90, limit: 10))
  }
}
