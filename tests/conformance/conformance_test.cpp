// What every backend must do, told from outside: one attempt, the truth about its end, no byte without a permit,
// cancel reaches the upstream. The upstream is a real HTTP server in this process that plays a script.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/registry.h"
#include "net/server.h"
#include "policy/policy.h"
#include "wire/wire.h"

namespace weir {
namespace {

using testing::HasSubstr;

// What the scripted upstream answers.
struct Script {
  int status = 200;
  std::string type = "text/event-stream";
  std::vector<std::string> pieces;
  enum class End { whole, cut, silent } end = End::whole;
};

struct Kind {
  std::string_view name;
  chat::Dialect dialect;
  std::string body, streamed_text, stream_end;
};

const Kind anthropic{
    "anthropic", chat::Dialect::messages,
    R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"q"}]})",
    "event: message_start\ndata: "
    "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"usage\":{\"input_tokens\":3,\"output_"
    "tokens\":0}}}\n\n"
    "event: content_block_start\ndata: "
    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
    "event: content_block_delta\ndata: "
    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n",
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: message_delta\ndata: "
    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"};

const Kind openai{
    "openai", chat::Dialect::chat, R"({"model":"m","stream":true,"messages":[{"role":"user","content":"q"}]})",
    "data: "
    "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"hello\"},"
    "\"finish_reason\":null}]}\n\n",
    "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: [DONE]\n\n"};

class Conformance : public testing::TestWithParam<const Kind*> {
 public:
  void SetUp() override {
    auto server = net::listen_loopback(loop_, 0, [this](net::ServerExchange& http) { return play(http); });
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    client_ = net::make_client(loop_);
    const backend::HttpKind* kind = backend::find_kind(GetParam()->name);
    ASSERT_NE(kind, nullptr);
    auto made = backend::make_http(*kind, {"up", "http://127.0.0.1:" + std::to_string(server_->port()), ""}, *client_,
                                   keys_, loop_);
    ASSERT_TRUE(made) << made.error().message;
    backend_ = std::move(*made);
    HttpHead head;
    head.method = "POST";
    head.path = GetParam()->dialect == chat::Dialect::messages ? "/v1/messages" : "/v1/chat/completions";
    auto request =
        wire::wire_of(GetParam()->dialect).decode(head, std::make_shared<const std::string>(GetParam()->body));
    ASSERT_TRUE(request) << request.error().message;
    request_ = std::move(*request);
  }

  void TearDown() override {
    backend_.reset();
    client_.reset();
    server_.reset();
    loop_.settle();
  }

  Task<void> play(net::ServerExchange& http) {
    ++requests_;
    upstream_head_ = http.head();
    auto body = co_await http.read_body(1 << 20);
    if (body) upstream_body_ = std::move(*body);
    Headers headers;
    headers.set("Content-Type", script_.type);
    (void)co_await http.start(script_.status, headers);
    for (const std::string& piece : script_.pieces) (void)co_await http.write(piece);
    if (script_.end == Script::End::whole) (void)co_await http.finish();
    if (script_.end == Script::End::cut) http.abort();
    if (script_.end == Script::End::silent) {
      (void)co_await loop_.sleep(Millis{20'000}, http.gone());
      client_left_ = http.gone().requested();
    }
  }

  // A permit comes from policy alone: a world in which it says yes.
  Permit permit() {
    Ask ask;
    ask.id = {"01ARZ3NDEKTSV4RRFFQ69G5FAV"};
    ask.body = {"hash"};
    ask.kind = main_turn();
    ask.dialect = std::string(chat::name(GetParam()->dialect));
    ask.model_named = "m";
    View view;
    Candidate c;
    c.id = {"m@up"};
    c.model = "m";
    c.endpoint = "up";
    c.names = {"m"};
    c.cls = Class::mid;
    c.where = Where::here;
    c.health = Health::up;
    c.access = Access::not_needed;
    c.dialect = std::string(chat::name(GetParam()->dialect));
    c.offers = {Need::streaming, Need::tools};
    view.candidates = {c};
    Judgement judgement = policy::judge(ask, {}, view, {});
    EXPECT_EQ(judgement.permits.size(), 1u);
    return judgement.permits.front();
  }
  static weir::Kind main_turn() { return weir::Kind::main_turn; }

  backend::Attempt attempt() const {
    backend::Attempt a;
    a.exchange = {"01ARZ3NDEKTSV4RRFFQ69G5FAV"};
    a.body_hash = {"hash"};
    a.candidate = {"m@up"};
    a.model = "m";
    a.request = &request_;
    a.body = *request_.body;
    a.same_dialect = true;
    a.stream = true;
    a.limits = {Millis{2'000}, Millis{5'000}, Millis{5'000}, Millis{60'000}};
    return a;
  }

  // Runs the task to its end.
  void run(Task<void> task) {
    spawn([](net::IoLoop& loop, Task<void> t) -> Task<void> {
      co_await std::move(t);
      loop.stop();
    }(loop_, std::move(task)));
    loop_.run();
  }

  net::IoLoop loop_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<net::Client> client_;
  access::KeyRing keys_;
  std::unique_ptr<backend::Backend> backend_;
  chat::Request request_;
  Script script_;
  int requests_ = 0;
  bool client_left_ = false;
  HttpHead upstream_head_;
  std::string upstream_body_;
};

struct Read {
  std::string raw, text;
  bool end = false;
  std::optional<Error> error;
};

Task<void> read_all(backend::Answer& answer, Cancel& cancel, Read& out) {
  while (true) {
    auto frame = co_await answer.next(cancel);
    if (!frame) {
      out.error = frame.error();
      co_return;
    }
    if (!*frame) co_return;
    out.raw += (*frame)->raw;
    for (const chat::Event& event : (*frame)->events) {
      if (event.kind == chat::Event::Kind::text) out.text += event.text;
      out.end = out.end || event.kind == chat::Event::Kind::end;
    }
  }
}

TEST_P(Conformance, A_whole_answer_is_its_bytes_and_their_meaning) {
  script_.pieces = {GetParam()->streamed_text, GetParam()->stream_end};
  Read read;
  run([](Conformance& t, Read& out) -> Task<void> {
    Cancel cancel;
    auto answer = co_await t.backend_->open(t.permit(), t.attempt(), cancel);
    EXPECT_TRUE(answer);
    if (answer) co_await read_all(**answer, cancel, out);
  }(*this, read));
  EXPECT_FALSE(read.error);
  EXPECT_EQ(read.raw, GetParam()->streamed_text + GetParam()->stream_end);
  EXPECT_EQ(read.text, "hello");
  EXPECT_TRUE(read.end);
  EXPECT_EQ(upstream_body_, GetParam()->body);
}

TEST_P(Conformance, Without_a_permit_for_it_no_byte_goes_up) {
  run([](Conformance& t) -> Task<void> {
    Cancel cancel;
    for (const char* changed : {"exchange", "body", "candidate"}) {
      backend::Attempt attempt = t.attempt();
      if (std::string_view(changed) == "exchange") attempt.exchange = {"01ARZ3NDEKTSV4RRFFQ69G5FAW"};
      if (std::string_view(changed) == "body") attempt.body_hash = {"other"};
      if (std::string_view(changed) == "candidate") attempt.candidate = {"n@up"};
      auto answer = co_await t.backend_->open(t.permit(), std::move(attempt), cancel);
      EXPECT_FALSE(answer) << changed;
      if (!answer) EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << changed;
    }
  }(*this));
  EXPECT_EQ(requests_, 0);
}

TEST_P(Conformance, A_cut_is_an_error_and_never_an_end) {
  for (auto end : {Script::End::cut, Script::End::whole}) {  // reset; or a clean close in the middle of an event
    script_.pieces = {GetParam()->streamed_text, "data: {\"half\":"};
    script_.end = end;
    Read read;
    run([](Conformance& t, Read& out) -> Task<void> {
      Cancel cancel;
      auto answer = co_await t.backend_->open(t.permit(), t.attempt(), cancel);
      EXPECT_TRUE(answer);
      if (answer) co_await read_all(**answer, cancel, out);
    }(*this, read));
    ASSERT_TRUE(read.error);
    EXPECT_EQ(read.error->kind, ErrorKind::closed);
    EXPECT_EQ(read.text, "hello");
    EXPECT_FALSE(read.end);
  }
}

TEST_P(Conformance, A_refusal_says_what_the_upstream_said) {
  script_.status = 429;
  script_.type = "application/json";
  script_.pieces = {R"({"type":"error","error":{"type":"rate_limit_error","message":"slow down"}})"};
  run([](Conformance& t) -> Task<void> {
    Cancel cancel;
    auto answer = co_await t.backend_->open(t.permit(), t.attempt(), cancel);
    EXPECT_TRUE(answer);
    if (!answer) co_return;
    EXPECT_EQ((*answer)->status(), 429);
    EXPECT_EQ((*answer)->error().cls, chat::UpstreamErrorClass::rate_limited);
    EXPECT_THAT((*answer)->error().message, HasSubstr("slow down"));
    EXPECT_EQ(*(*answer)->error_body(), t.script_.pieces[0]);
  }(*this));
}

TEST_P(Conformance, Cancel_reaches_the_upstream) {
  script_.pieces = {GetParam()->streamed_text};
  script_.end = Script::End::silent;
  Read read;
  run([](Conformance& t, Read& out) -> Task<void> {
    Cancel cancel, never;
    {
      auto answer = co_await t.backend_->open(t.permit(), t.attempt(), cancel);
      EXPECT_TRUE(answer);
      if (!answer) co_return;
      auto first = co_await (*answer)->next(cancel);
      EXPECT_TRUE(first && *first);
      t.loop_.post([&cancel] { cancel.request(); });
      co_await read_all(**answer, cancel, out);
    }
    for (int i = 0; i < 400 && !t.client_left_; ++i) (void)co_await t.loop_.sleep(Millis{5}, never);
  }(*this, read));
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->kind, ErrorKind::cancelled);
  EXPECT_TRUE(client_left_);
}

TEST_P(Conformance, Nobody_there_is_unavailable_and_then_down) {
  const unsigned port = server_->port();
  server_.reset();
  loop_.settle();
  (void)port;
  run([](Conformance& t) -> Task<void> {
    Cancel cancel;
    auto answer = co_await t.backend_->open(t.permit(), t.attempt(), cancel);
    EXPECT_FALSE(answer);
    if (!answer) EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(t.backend_->health(), Health::down);
  }(*this));
}

INSTANTIATE_TEST_SUITE_P(Backends, Conformance, testing::Values(&anthropic, &openai),
                         [](const auto& p) { return std::string(p.param->name); });

}  // namespace
}  // namespace weir
