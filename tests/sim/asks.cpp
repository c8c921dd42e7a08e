// Requests as tools write them, cut down to what a decision looks at.
#include "asks.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "life.h"

namespace weir::sim {
namespace {

constexpr std::string_view names[] = {"claude-sonnet-5", "claude-sonnet-5", "claude-haiku-4-5", "gpt-6.1",
                                      "qwen3-coder:30b", "qwen3-coder:30b", "qwen3.6:27b",      "weir/auto",
                                      "weir/auto",       "weir/local",      "weir/cloud",       "nobody-serves-this"};

HttpHead head_of(Chance& chance, std::string path) {
  HttpHead head;
  head.method = "POST";
  head.path = std::move(path);
  head.headers.add("Host", fmt::format("127.0.0.1:{}", port));
  head.headers.add("Content-Type", "application/json");
  if (chance.percent(50))
    head.headers.add("Authorization", "Bearer " + std::string(token));
  else
    head.headers.add("x-api-key", std::string(token));
  if (chance.percent(50)) head.headers.add("x-session-id", fmt::format("session-{}", chance.below(3)));
  return head;
}

std::string tools_of(Dialect dialect) {
  constexpr std::string_view schema =
      R"({"type":"object","properties":{"path":{"type":"string"},"new":{"type":"string"}}})";
  if (dialect == Dialect::messages)
    return fmt::format(R"(,"tools":[{{"name":"edit","description":"edits","input_schema":{}}}])", schema);
  return fmt::format(
      R"(,"tools":[{{"type":"function","function":{{"name":"edit","description":"edits","parameters":{}}}}}])", schema);
}

}  // namespace

Asking make_ask(Chance& chance, std::size_t number) {
  Asking out;
  AskNote& note = out.note;
  note.number = number;
  const std::size_t which = chance.below(100);
  note.dialect = which < 50 ? Dialect::messages : which < 90 ? Dialect::chat : Dialect::completions;
  note.stream = chance.percent(70);
  note.count = note.dialect == Dialect::messages && chance.percent(5);
  note.bad_body = chance.percent(2);
  note.model = chance.of(names);
  const std::size_t place = chance.below(10);
  note.workspace = place < 3 ? "/sim/vault" : place < 8 ? "/sim/shop" : "";
  if (note.count) note.stream = false;

  const std::string text = json_quote(fmt::format("ask-{} please", number));
  const std::string where =
      note.workspace.empty() ? "Be brief." : "You edit code.\nWorking directory: " + note.workspace + "/src";
  std::string more = fmt::format(R"("model":"{}")", note.model);
  if (!note.count) {
    more += fmt::format(R"(,"stream":{})", note.stream);
    if (note.dialect == Dialect::messages || chance.percent(70))
      more += fmt::format(R"(,"max_tokens":{})", chance.between(100, 3'000));
  }
  const bool tools = note.dialect != Dialect::completions && chance.percent(60);
  if (tools) more += tools_of(note.dialect);
  if (note.dialect == Dialect::chat && note.stream && chance.percent(50))
    more += R"(,"stream_options":{"include_usage":true})";
  switch (note.dialect) {
    case Dialect::messages:
      out.head = head_of(chance, note.count ? "/v1/messages/count_tokens" : "/v1/messages");
      out.head.headers.add("anthropic-version", "2023-06-01");
      out.body = fmt::format(R"({{{},"system":{},"messages":[{{"role":"user","content":{}}}]}})", more,
                             json_quote(where), text);
      break;
    case Dialect::chat:
      out.head = head_of(chance, "/v1/chat/completions");
      out.body = fmt::format(R"({{{},"messages":[{{"role":"system","content":{}}},{{"role":"user","content":{}}}]}})",
                             more, json_quote(where), text);
      break;
    case Dialect::completions:
      note.workspace.clear();
      out.head = head_of(chance, "/v1/completions");
      out.body = fmt::format(R"({{{},"prompt":{},"suffix":"end"}})", more, text);
      break;
  }
  if (note.bad_body) out.body.resize(out.body.size() / 2);
  return out;
}

}  // namespace weir::sim
