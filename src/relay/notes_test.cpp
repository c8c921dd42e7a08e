// What edits left behind is told once, behind a tool's result, and stands there in every later request.
#include "relay/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/wire.h"

namespace weir::relay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string note = "user_id renamed in order.proto; still used: billing/charge.go:88";

chat::Request decoded(const std::string& body, chat::Dialect dialect = chat::Dialect::messages) {
  HttpHead head;
  head.method = "POST";
  head.path = dialect == chat::Dialect::messages ? "/v1/messages" : "/v1/chat/completions";
  auto request = wire::wire_of(dialect).decode(head, std::make_shared<const std::string>(body));
  if (!request) throw std::runtime_error(request.error().message);
  return *std::move(request);
}

std::string turn(const std::string& id) {
  return R"({"role":"assistant","content":[{"type":"tool_use","id":")" + id + R"(","name":"edit","input":{}}]},)" +
         R"({"role":"user","content":[{"type":"tool_result","tool_use_id":")" + id + R"(","content":"done"}]})";
}

chat::Request after(const std::vector<std::string>& calls, const std::string& more = "") {
  std::string body = R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"go"})";
  for (const std::string& id : calls) body += "," + turn(id);
  return decoded(body + more + "]}");
}

std::string sent(const chat::Request& request, const std::vector<Wish>& wishes) {
  auto edits = wire::edits_for(*request.body, wishes);
  if (!edits) throw std::runtime_error(edits.error().message);
  return weir::apply(*request.body, *edits);
}

TEST(Notes, AreListedBySession) {
  Notes notes;
  notes.keep("a", "/w", {note});
  notes.keep("b", "/w", {});
  ASSERT_THAT(notes.list(), SizeIs(1));
  EXPECT_EQ(notes.list()[0].session, "a");
  EXPECT_THAT(notes.list()[0].texts, ElementsAre(note));
  notes.keep("a", "/w", {});  // everything was fixed
  EXPECT_THAT(notes.list(), IsEmpty());
}

TEST(Notes, AreToldBehindTheNewestResultOnce) {
  Notes notes;
  EXPECT_THAT(notes.nudges("a", after({"t1"})), IsEmpty());
  notes.keep("a", "/w", {note});
  const chat::Request first = after({"t1", "t2"});
  const auto wishes = notes.nudges("a", first);
  ASSERT_THAT(wishes, SizeIs(1));
  EXPECT_EQ(wishes[0].act, Act::append_text);
  EXPECT_EQ(wishes[0].path, "/messages/4/content/0");
  EXPECT_THAT(sent(first, wishes), HasSubstr("\"content\":\"done\\n\\n[weir] " + note + "\""));
}

TEST(Notes, StandInEveryLaterRequestSoThatThePrefixStays) {
  Notes notes;
  notes.keep("a", "/w", {note});
  const chat::Request first = after({"t1"});
  const std::string once = sent(first, notes.nudges("a", first));
  const std::string told = once.substr(0, once.rfind("]}"));
  for (const chat::Request& later : {after({"t1", "t2"}), after({"t1"}, R"(,{"role":"user","content":"next"})")}) {
    const auto wishes = notes.nudges("a", later);
    ASSERT_THAT(wishes, SizeIs(1));
    EXPECT_EQ(sent(later, wishes).substr(0, told.size()), told);
  }
}

TEST(Notes, ANewOneIsToldBesideTheOld) {
  Notes notes;
  notes.keep("a", "/w", {note});
  (void)notes.nudges("a", after({"t1"}));
  notes.keep("a", "/w", {note, "another"});
  const auto wishes = notes.nudges("a", after({"t1", "t2"}));
  ASSERT_THAT(wishes, SizeIs(2));
  EXPECT_EQ(wishes[0].path, "/messages/2/content/0");
  EXPECT_THAT(wishes[1].value, HasSubstr("another"));
  EXPECT_THAT(wishes[1].value, Not(HasSubstr(note)));
}

TEST(Notes, AUsersTurnIsNoPlaceForOne) {
  Notes notes;
  notes.keep("a", "/w", {note});
  EXPECT_THAT(notes.nudges("a", after({"t1"}, R"(,{"role":"assistant","content":"x"},{"role":"user","content":"y"})")),
              IsEmpty());
  EXPECT_THAT(notes.nudges("a", decoded(R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"go"}]})")),
              IsEmpty());
  EXPECT_THAT(notes.nudges("b", after({"t1"})), IsEmpty()) << "another session's";
}

TEST(Notes, AChatToolMessageIsOneToo) {
  Notes notes;
  notes.keep("a", "/w", {note});
  const chat::Request request = decoded(
      R"({"model":"m","messages":[{"role":"user","content":"go"},{"role":"assistant","content":null,"tool_calls":[)"
      R"({"id":"c1","type":"function","function":{"name":"edit","arguments":"{}"}}]},)"
      R"({"role":"tool","tool_call_id":"c1","content":"done"}]})",
      chat::Dialect::chat);
  const auto wishes = notes.nudges("a", request);
  ASSERT_THAT(wishes, SizeIs(1));
  EXPECT_THAT(sent(request, wishes), HasSubstr("done\\n\\n[weir] " + note));
}

TEST(Notes, AResultWithoutContentStaysAsItIs) {
  Notes notes;
  notes.keep("a", "/w", {note});
  const chat::Request request =
      decoded(R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"go"},)"
              R"({"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"edit","input":{}}]},)"
              R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]}]})");
  EXPECT_THAT(notes.nudges("a", request), IsEmpty());
  EXPECT_THAT(notes.nudges("a", after({"t1", "t2"})), SizeIs(1)) << "told where there is a place";
}

}  // namespace
}  // namespace weir::relay
