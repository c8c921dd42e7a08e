// Ask and Session from the request and its reading.
#include "relay/ask.h"

#include "chat/count.h"
#include "chat/fingerprint.h"
#include "relay/traffic.h"
#include "workspace/root.h"

namespace weir::relay {
namespace {

std::vector<Need> needs_of(const chat::Request& r) {
  using enum chat::ToolChoice::Mode;
  std::vector<Need> needs;
  if (!r.tools.empty() && r.tool_choice.mode != none) needs.push_back(Need::tools);
  if (r.tool_choice.mode == required || r.tool_choice.mode == named) needs.push_back(Need::forced_tool);
  if (chat::has_image(r)) needs.push_back(Need::images);
  if (r.thinking) needs.push_back(Need::thinking);
  if (r.operation == chat::Operation::completion) needs.push_back(Need::fim);
  if (r.json_schema) needs.push_back(Need::json_schema);
  if (r.stream) needs.push_back(Need::streaming);
  return needs;
}

// Each thinking block that only its maker may read again, with the maker as far as weir has seen it being made.
void note_thinking(Ask& ask, const chat::Request& request, const session::Sessions& sessions) {
  for (const chat::Message& message : request.messages) {
    for (const chat::Part& part : message.parts) {
      const bool thinking = part.kind == chat::Part::Kind::thinking || part.kind == chat::Part::Kind::redacted_thinking;
      if (!thinking || part.path.empty()) continue;
      const std::string& mark = part.kind == chat::Part::Kind::thinking ? part.signature : part.data;
      // Only Messages knows thinking that is bound to its maker; elsewhere it is text that anybody may read.
      if (mark.empty() && request.dialect != chat::Dialect::messages) continue;
      ask.thinking_by.push_back(sessions.issuer_of_thinking(mark).value_or(CandidateId{"?"}));
      ask.thinking_paths.push_back(part.path);
    }
  }
}

bool ends_with_user_turn(const chat::Request& request, Kind kind) {
  return kind != Kind::tool_result && !request.messages.empty();
}

}  // namespace

bool is_side(Kind kind) {
  switch (kind) {
    case Kind::main_turn:
    case Kind::tool_result:
    case Kind::subagent:
    case Kind::one_shot:
      return false;
    default:
      return true;
  }
}

Asked ask_of(Services& s, const ExchangeId& id, const HttpHead& head, const chat::Request& request) {
  Asked out;
  out.client = &clients::recognise(head, request);
  out.reading = out.client->read(head, request);
  const clients::Reading& r = out.reading;

  session::Identity identity;
  identity.client = r.client;
  identity.named_session = r.session;
  identity.agent = r.agent;
  identity.directory = r.directory;
  if (auto root = workspace::root_of(r.directory)) identity.workspace = *root;
  identity.chain = chat::chain(request);
  identity.side = is_side(r.kind);
  identity.new_user_turn = !identity.side && ends_with_user_turn(request, r.kind);
  identity.compacts = r.kind == Kind::compaction;
  identity.continues = r.continues;
  out.session = s.sessions.observe(identity, traffic_of(*out.client, r), s.loop.wall());

  Ask& ask = out.ask;
  ask.id = id;
  ask.body = chat::body_hash(*request.body);
  ask.kind = r.kind;
  ask.client = r.client;
  ask.dialect = chat::name(request.dialect);
  ask.model_named = request.model;
  const catalog::Model* model = s.catalog.find(request.model);
  const double ratio = model != nullptr ? model->bytes_per_token : 3.8;
  ask.prompt = chat::estimate(request, s.measured.bytes_per_token(request.model, ratio));
  ask.max_output = Tokens{request.max_tokens.value_or(0)};
  ask.needs = needs_of(request);
  note_thinking(ask, request, s.sessions);
  if (!r.call_id.empty()) ask.call_by = s.sessions.issuer_of_call(r.call_id);
  ask.agent = r.agent;
  return out;
}

}  // namespace weir::relay
