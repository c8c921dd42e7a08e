// Refusals: read from upstreams, told to clients.
#include "wire/testing.h"

namespace weir::wire::testing {
namespace {

using Class = chat::UpstreamErrorClass;

struct Refusal {
  chat::Dialect dialect;
  int status;
  std::string body;
  Class cls;
  std::string message;
};

TEST(Errors, ReadIntoClasses) {
  const std::vector<Refusal> table = {
      {kMessages, 429, R"({"type":"error","error":{"type":"rate_limit_error","message":"slow"}})", Class::rate_limited,
       "slow"},
      {kMessages, 529, R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})", Class::overloaded,
       "busy"},
      {kMessages, 400,
       R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 5 maximum"}})",
       Class::context_overflow, "prompt is too long: 9 tokens > 5 maximum"},
      {kMessages, 400, R"({"type":"error","error":{"type":"invalid_request_error","message":"bad field"}})",
       Class::invalid_request, "bad field"},
      {kMessages, 413, R"({"type":"error","error":{"type":"request_too_large","message":"big"}})", Class::too_large,
       "big"},
      {kChat, 400, R"({"error":{"message":"window","type":"invalid_request_error","code":"context_length_exceeded"}})",
       Class::context_overflow, "window"},
      {kChat, 400,
       R"({"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}})",
       Class::context_overflow, "the request exceeds the available context size"},
      {kChat, 401, R"({"error":{"message":"key","type":"invalid_request_error","code":"invalid_api_key"}})",
       Class::authentication, "key"},
      {kChat, 404, R"({"error":"model not found"})", Class::not_found, "model not found"},
      {kChat, 429, R"({"error":{"message":"pay","type":"insufficient_quota","code":"insufficient_quota"}})",
       Class::permission, "pay"},
      {kChat, 503, R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})", Class::overloaded,
       "Loading model"},
      {kChat, 422, R"({"detail":"wrong"})", Class::invalid_request, "wrong"},
      {kChat, 500, R"({"object":"error","message":"boom","type":"InternalServerError","code":500})", Class::server,
       "boom"},
      {kChat, 502, "<html>Bad Gateway</html>", Class::server,
       "the upstream answered 502 and gave no reason that can be read"},
      {kMessages, 504, "", Class::timeout, "the upstream answered 504 and gave no reason that can be read"},
  };
  for (const Refusal& refusal : table) {
    const auto error = wire_of(refusal.dialect).read_error(refusal.status, {}, refusal.body);
    EXPECT_EQ(chat::name(error.cls), chat::name(refusal.cls)) << refusal.body;
    EXPECT_EQ(error.message, refusal.message);
    EXPECT_EQ(error.status, refusal.status);
  }
}

TEST(Errors, RetryAfterInItsSpellings) {
  const std::vector<std::tuple<std::string, std::string, std::optional<std::int64_t>>> table = {
      {"retry-after", "2", 2000},     {"Retry-After", "1.5", 1500},
      {"retry-after-ms", "250", 250}, {"retry-after", "soon", std::nullopt},
      {"retry-after", "-3", 0},       {"retry-after", "Tue, 24 Nov 2026 08:00:30 GMT", 30'000}};
  for (const auto& [name, value, expected] : table) {
    Headers headers;
    headers.add("date", "Tue, 24 Nov 2026 08:00:00 GMT");
    headers.add(name, value);
    const auto error = wire_of(kMessages).read_error(429, headers, "{}");
    EXPECT_EQ(error.retry_after ? std::optional(error.retry_after->n) : std::nullopt, expected) << value;
  }
}

TEST(Errors, ALongMessageIsCutBetweenCharacters) {
  std::string page;
  while (page.size() < 5000) page += "é";
  const auto error = wire_of(kChat).read_error(500, {}, R"({"error":"x)" + page + R"("})");
  EXPECT_LT(error.message.size(), 2100u);
  const std::string body = wire_of(kChat).error_body(error);
  EXPECT_TRUE(Json::parse(body));
  EXPECT_FALSE(body.contains("\xEF\xBF\xBD"));
}

chat::UpstreamError error_of(Class cls, std::string message) {
  chat::UpstreamError error;
  error.cls = cls;
  error.message = std::move(message);
  return error;
}

TEST(Errors, MessagesEnvelope) {
  const std::vector<std::pair<Class, std::string>> table = {{Class::invalid_request, "invalid_request_error"},
                                                            {Class::authentication, "authentication_error"},
                                                            {Class::permission, "permission_error"},
                                                            {Class::refused_by_policy, "permission_error"},
                                                            {Class::not_found, "not_found_error"},
                                                            {Class::too_large, "request_too_large"},
                                                            {Class::rate_limited, "rate_limit_error"},
                                                            {Class::overloaded, "overloaded_error"},
                                                            {Class::timeout, "timeout_error"},
                                                            {Class::server, "api_error"},
                                                            {Class::cut, "api_error"}};
  for (const auto& [cls, type] : table) {
    EXPECT_EQ(compact(wire_of(kMessages).error_body(error_of(cls, "m"))),
              "{type:'error',error:{type:'" + type + "',message:'m'}}");
  }
}

TEST(Errors, AnOverflowMakesMessagesClientsCompact) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"prompt is too long: 9 tokens > 5 maximum", "prompt is too long: 9 tokens > 5 maximum"},
      {"This model's maximum context length is 8192 tokens. However, you requested 10,000 tokens (9,000 in the "
       "messages, 1,000 in the completion).",
       "prompt is too long: 10000 tokens > 8192 maximum"},
      {"the request (33000 tokens) exceeds the available context size (32768 tokens), try increasing it",
       "prompt is too long: 33000 tokens > 32768 maximum"},
      {"it does not fit", "prompt is too long: it does not fit"}};
  for (const auto& [message, expected] : table) {
    const auto body = wire_of(kMessages).error_body(error_of(Class::context_overflow, message));
    EXPECT_EQ(compact(body, "/error"), "{type:'invalid_request_error',message:'" + expected + "'}");
  }
}

TEST(Errors, ChatEnvelope) {
  EXPECT_EQ(
      compact(wire_of(kChat).error_body(error_of(Class::context_overflow, "prompt is too long: 9 tokens > 5 maximum"))),
      "{error:{message:'prompt is too long: 9 tokens > 5 maximum',type:'invalid_request_error',param:null,"
      "code:'context_length_exceeded'}}");
  EXPECT_EQ(compact(wire_of(kChat).error_body(error_of(Class::server, "m")), "/error/code"), "null");
}

TEST(Errors, LastFrames) {
  EXPECT_EQ(compact(split(wire_of(kMessages).error_frames(error_of(Class::timeout, "late"))).at(0).data, "/error/type"),
            "'overloaded_error'");
  EXPECT_EQ(
      compact(split(wire_of(kMessages).error_frames(error_of(Class::rate_limited, "x"))).at(0).data, "/error/type"),
      "'rate_limit_error'");
  for (const Wire* wire : wires()) {
    const std::string frames = wire->error_frames(error_of(Class::cut, "cut"));
    EXPECT_FALSE(frames.contains("[DONE]"));
    EXPECT_FALSE(frames.contains("message_stop"));
    EXPECT_TRUE(frames.ends_with("\n\n"));
  }
}

TEST(Errors, KeepalivesAreWholeAndMeanNothing) {
  const auto ping = split(wire_of(kMessages).keepalive);
  ASSERT_EQ(ping.size(), 1u);
  EXPECT_EQ(words(decode_stream(kMessages, ping)), Words{"ping"});
  EXPECT_TRUE(split(wire_of(kChat).keepalive).empty());
  EXPECT_TRUE(wire_of(kChat).keepalive.starts_with(":"));
}

TEST(Errors, EveryClassHasAStatus) {
  EXPECT_EQ(status_of(Class::refused_by_policy), 403);
  EXPECT_EQ(status_of(Class::context_overflow), 400);
  EXPECT_EQ(status_of(Class::rate_limited), 429);
  for (int i = 0; i <= static_cast<int>(Class::refused_by_policy); ++i) {
    EXPECT_GE(status_of(static_cast<Class>(i)), 400);
    EXPECT_LT(status_of(static_cast<Class>(i)), 600);
  }
}

TEST(Registry, FindsEachDialect) {
  EXPECT_EQ(wires().size(), 3u);
  for (const Wire* wire : wires()) EXPECT_EQ(&wire_of(wire->dialect), wire);
}

}  // namespace
}  // namespace weir::wire::testing
