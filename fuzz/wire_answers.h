// What the fuzzers of the dialects ask of answers. A stream is read the same at any split of its bytes; and what weir
// writes of it for a client, of any dialect, streamed or whole, says to that client what the upstream said.
#pragma once
#include <algorithm>
#include <cctype>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "base/limits.h"
#include "check.h"
#include "edits_plain.h"
#include "json_plain.h"
#include "net/sse.h"
#include "split.h"
#include "wire/wire.h"

namespace weir::fuzz {

using Events = std::vector<chat::Event>;
using Kind = chat::Event::Kind;

// One event in full, for comparing; an id that weir made up is another each time.
inline std::string in_full(const chat::Event& e) {
  std::string out = std::to_string(static_cast<int>(e.kind)) + "|" + std::to_string(e.index);
  for (const std::string& text :
       {e.text, e.id.starts_with("call_") ? "call_" : e.id, e.name, e.model, e.stop_sequence}) {
    out += "|" + text;
  }
  for (const auto& count :
       {e.usage.input, e.usage.cache_read, e.usage.cache_write, e.usage.output, e.usage.reasoning}) {
    out += "|" + (count ? std::to_string(count->n) : "-");
  }
  return out + "|" + std::to_string(static_cast<int>(e.stop)) + "|" + (e.error ? e.error->message : "");
}

struct ReadStream {
  Events events;
  bool refused = false;
};

inline std::string in_full(const ReadStream& read) {
  std::string out;
  for (const auto& event : read.events) out += in_full(event) + "\n";
  return out + (read.refused ? "refused" : "");
}

inline ReadStream read_stream(const wire::Wire& wire, const Pieces& pieces) {
  net::SseSplitter splitter;
  const auto decoder = wire.answer_decoder();
  ReadStream out;
  for (const auto piece : pieces) {
    const auto split = splitter.feed(piece);
    check(split.has_value());
    for (const auto& sse : *split) {
      if (!sse.has_data) continue;
      auto some = decoder->event(sse.name, sse.data);
      if (!some) {
        out.refused = true;
        return out;
      }
      std::ranges::move(*some, std::back_inserter(out.events));
    }
  }
  return out;
}

// What a client shows and does.
struct Said {
  std::string text;
  std::vector<std::pair<std::string, std::string>> calls;  // name, arguments
};

inline Said said(const Events& events) {
  Said out;
  for (const auto& event : events) {
    if (event.kind == Kind::text) out.text += event.text;
    if (event.kind == Kind::tool_start) out.calls.emplace_back(event.name, "");
    if (event.kind == Kind::tool_arguments && !out.calls.empty()) out.calls.back().second += event.text;
  }
  return out;
}

inline bool same_arguments(const std::string& a, const std::string& b) {
  const auto one = PlainReader(a, limits::json_depth).read(), other = PlainReader(b, limits::json_depth).read();
  return one && other && same(*one, *other);
}

inline void check_said(const Said& client, const Said& upstream, chat::Dialect dialect) {
  check(client.text == upstream.text);
  if (dialect == chat::Dialect::completions) return;  // which has no calls
  check(client.calls.size() == upstream.calls.size());
  for (std::size_t i = 0; i < client.calls.size(); ++i) {
    check(client.calls[i].first == upstream.calls[i].first);
    check(same_arguments(client.calls[i].second, upstream.calls[i].second));
  }
}

// Answers in good order to their end, with calls that are whole: of others less arrives, and says so.
inline bool is_whole(const Events& events) {
  const auto count = [&](Kind kind) { return std::ranges::count(events, kind, &chat::Event::kind); };
  if (count(Kind::start) != 1 || count(Kind::finish) != 1 || count(Kind::end) != 1 || count(Kind::error) != 0)
    return false;
  if (events.front().kind != Kind::start || events.back().kind != Kind::end) return false;
  const auto finish = std::ranges::find(events, Kind::finish, &chat::Event::kind);
  const auto inside = [](const chat::Event& e) {
    return e.kind == Kind::text || e.kind == Kind::tool_start || e.kind == Kind::tool_arguments;
  };
  if (std::any_of(finish, events.end(), inside)) return false;
  return std::ranges::all_of(said(events).calls, [](const auto& call) {
    const auto arguments = PlainReader(call.second, limits::json_depth).read();
    return !call.first.empty() && arguments && arguments->kind == '{';
  });
}

inline void check_frames(std::string_view rest) {
  while (!rest.empty()) {
    const auto end = rest.find("\n\n");
    check(end != std::string_view::npos);
    const std::string_view frame = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    const auto data = frame.find("data: ");
    if (frame.starts_with(":") || frame.ends_with("[DONE]")) continue;
    check(data != std::string_view::npos);
    const auto json = Json::parse(frame.substr(data + 6));
    check(json || json.error().kind == ErrorKind::too_large);
  }
}

inline std::string write(const wire::Wire& client, const Events& events, bool stream) {
  wire::AnswerContext context;
  context.stream = stream;
  context.id = "F";
  const auto encoder = client.answer_encoder(context);
  std::string out;
  for (const auto& event : events) out += encoder->event(event);
  return out;
}

// Writes the events for one client, streamed and whole, and reads what was written as that client would.
inline void write_for(const wire::Wire& client, const Events& events, const Said* upstream, std::size_t cut) {
  const std::string streamed = write(client, events, true), body = write(client, events, false);
  check_frames(streamed);
  const auto json = Json::parse(std::string_view(body));
  check(body.empty() || json || json.error().kind == ErrorKind::too_large);
  if (upstream == nullptr) return;
  const auto halves = fuzz::halves({streamed, cut % (streamed.size() + 1)});
  check_said(said(read_stream(client, halves).events), *upstream, client.dialect);
  const auto read = client.answer_decoder()->whole(body);
  if (json) check(read.has_value());
  if (read) check_said(said(*read), *upstream, client.dialect);
}

inline void write_all(const Events& events, std::size_t cut) {
  const Said upstream = said(events);
  const Said* const meant = is_whole(events) ? &upstream : nullptr;
  for (const wire::Wire* client : wire::wires()) write_for(*client, events, meant, cut);
}

// At most one block is open, indexes rise, and nothing follows a block_stop in that block.
inline void check_order(const Events& events) {
  int closed = -1, open = -1;
  for (const auto& event : events) {
    const bool inside = event.kind == Kind::text || event.kind == Kind::thinking || event.kind == Kind::signature ||
                        event.kind == Kind::redacted || event.kind == Kind::tool_start ||
                        event.kind == Kind::tool_arguments;
    if (inside) {
      check(event.index > closed && (open == -1 || open == event.index));
      open = event.index;
    } else if (event.kind == Kind::block_stop) {
      check(open == -1 || open == event.index);
      closed = event.index;
      open = -1;
    }
  }
}

inline void try_stream(const wire::Wire& wire, const Input& in) {
  const ReadStream whole = read_stream(wire, fuzz::whole(in.bytes));
  const std::string full = in_full(whole);
  check(full == in_full(read_stream(wire, halves(in))));
  if (in.cut % 4 == 0) check(full == in_full(read_stream(wire, each_byte(in.bytes))));
  check_order(whole.events);
  write_all(whole.events, in.cut);
}

// An answer that is known beforehand: what the input says as text and inside a call's arguments, each in two pieces.
inline void try_known(const wire::Wire& wire, const Input& in) {
  std::string text;
  for (const char c : in.bytes.substr(0, 32)) text += static_cast<char>(c & 0x7F);
  const std::string arguments = "{\"a\":" + json_quote(text) + "}";
  Events events;
  const auto add = [&](Kind kind, int index, std::string_view said) {
    events.emplace_back().kind = kind;
    events.back().index = index;
    events.back().text = said;
  };
  add(Kind::start, 0, "");
  for (const auto piece : halves({text, in.cut % (text.size() + 1)})) {
    if (!piece.empty()) add(Kind::text, 0, piece);
  }
  if (!text.empty()) add(Kind::block_stop, 0, "");
  add(Kind::tool_start, 1, "");
  events.back().id = "i";
  events.back().name = "t";
  for (const auto piece : halves({arguments, 1 + in.cut % (arguments.size() - 1)})) add(Kind::tool_arguments, 1, piece);
  add(Kind::block_stop, 1, "");
  add(Kind::finish, 0, "");
  events.back().stop = chat::StopReason::tool_use;
  add(Kind::end, 0, "");
  check(is_whole(events));
  const Said meant = said(events);
  write_for(wire, events, &meant, in.cut);
}

inline void try_whole(const wire::Wire& wire, const Input& in) {
  const auto events = wire.answer_decoder()->whole(in.bytes);
  if (!events) return;
  check_order(*events);
  write_all(*events, in.cut);
}

}  // namespace weir::fuzz
