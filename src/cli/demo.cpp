// weir demo: requests from files, sent over HTTP as any client would send them, then where each went and why; and, as a
// fresh machine has only a tiny model, where those in the example workspace would go if more were here.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/demo_requests.h"
#include "cli/registry.h"
#include "cli/term.h"
#include "decision/columns.h"
#include "decision/json.h"
#include "decision/print.h"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

using demo_parts::DemoRequest;
using demo_parts::Shown;

std::optional<fs::path> demo_folder(const Context& context, const Args& args) {
  std::vector<fs::path> places;
  if (!args.words.empty()) places.emplace_back(args.words[0]);
  const fs::path bin = fs::path(context.self).parent_path();
  places.push_back(bin / "../../../examples/demo");       // build/<preset>/bin of a checkout
  places.push_back(bin / "../share/weir/examples/demo");  // installed
  for (const fs::path& place : places) {
    std::error_code error;
    if (fs::is_directory(place, error)) return fs::canonical(place, error);
    if (!args.words.empty()) return std::nullopt;
  }
  return std::nullopt;
}

std::string read_token(const std::string& file) {
  std::ifstream in(file);
  std::string token;
  std::getline(in, token);
  return token;
}

std::string tokens_text(JsonValue line, JsonValue ask) {
  const auto in = line["gen_ai.usage.input_tokens"].integer(), out = line["gen_ai.usage.output_tokens"].integer();
  if (in && out) return fmt::format("{}+{}", *in, *out);
  const auto estimate = ask["prompt"]["value"].integer();
  return estimate ? fmt::format("≈{}", *estimate) : "-";
}

void add_row(Table& table, std::size_t n, const Shown& s) {
  auto log = Json::parse(s.log);
  auto why = Json::parse(s.why);
  if (!log || !why) {
    table.row({std::to_string(n), s.request.title, s.asked, "no record"});
    return;
  }
  const JsonValue line = log->root();
  const std::string target = line["weir.target"].string();
  const bool sent = !target.empty() && line["weir.attempts"].integer().value_or(0) > 0;
  const auto first = line["gen_ai.response.time_to_first_chunk"].number();
  const auto first_ms = first && sent ? std::optional(static_cast<std::int64_t>(*first * 1000)) : std::nullopt;
  const std::string billing = line["weir.billing"].string("-");
  table.row({std::to_string(n), s.request.title, s.asked,
             sent ? mark(line["weir.where"].string()) + " " + target : mark("cloud") + " not sent",
             tokens_text(line, (*why)["ask"]), seconds(first_ms),
             sent ? seconds(line["weir.duration_ms"].integer()) : "-",
             !sent                  ? "-"
             : billing == "metered" ? money(line["weir.cost_microusd"].integer())
                                    : billing});
}

std::string reasons_of(const Shown& s) {
  auto why = Json::parse(s.why);
  if (!why) return "";
  const JsonValue decision = (*why)["decision"];
  std::string out = decision["refusal"].string();
  if (!out.empty()) {
    const std::string help = decision["help"].string();
    return help.empty() ? out : out + ". " + help;
  }
  for (JsonValue reason : decision["reasons"]) out += (out.empty() ? "" : "; ") + reason.string();
  const auto cached = (*why)["log"]["gen_ai.usage.cache_read.input_tokens"].integer();
  const auto prompt = (*why)["log"]["gen_ai.usage.input_tokens"].integer();
  if (cached && prompt && *cached > 0) out += fmt::format("; {} of {} prompt tokens were still warm", *cached, *prompt);
  return out;
}

// "proto/order.proto:14 user_id → billing/charge.go:88, ...", once each.
std::vector<std::string> edges_of(const Shown& s) {
  std::vector<std::string> out;
  auto why = Json::parse(s.why);
  if (!why) return out;
  const auto age = (*why)["view"]["ripple"]["age_ms"].integer();
  for (JsonValue requirement : (*why)["requirements"]) {
    for (JsonValue value : requirement["edges"]) {
      auto edge = from_json<Edge>(value);
      if (!edge) continue;
      out.push_back(requirement["strength"].string() + "  " +
                    print::edge(*edge, age ? std::optional(Millis{*age}) : std::nullopt));
    }
  }
  return out;
}

void print_lines(std::string_view indent, std::string_view first, std::string_view text) {
  constexpr std::size_t page = 100;
  std::string_view before = first;
  for (const std::string& line : print::wrapped(text, page - first.size())) {
    fmt::print("{}{}\n", before, line);
    before = indent;
  }
}

// "● gemma4:31b", with a star where it is below what the change needs.
std::string supposed_cell(JsonValue one) {
  if (one["target"].is_null()) return mark("cloud") + " not sent";
  std::string out = mark(one["where"].string()) + " " + one["target"].string();
  if (one["where"].string() != "here") {
    if (const auto price = one["microusd"].integer()) out += " ≈ " + money(*price);
  }
  return one["warnings"].size() > 0 ? out + " *" : out;
}

void print_supposed(const std::vector<Shown>& shown) {
  Table table;
  std::vector<std::string> head = {"#", "request"};
  for (const demo_parts::Supposed& one : demo_parts::supposed()) head.push_back("with " + std::string(one.title));
  table.row(head);
  bool any = false, below = false;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    auto doc = Json::parse(shown[i].supposed);
    if (!doc) continue;
    any = true;
    std::vector<std::string> row = {std::to_string(i + 1), shown[i].request.title};
    for (JsonValue one : (*doc)["cases"]) {
      row.push_back(supposed_cell(one));
      below = below || one["warnings"].size() > 0;
    }
    table.row(std::move(row));
  }
  if (!any) return;
  fmt::print("\nwould   where those in the shop would go if more were here: the same decision, nothing was sent\n{}",
             table.text(" "));
  if (below) fmt::print(" *  the best that may take it, with a warning: the change needs more\n");
  fmt::print("\n");
}

std::int64_t left_this_machine(const std::vector<Shown>& shown) {
  std::int64_t n = 0;
  for (const Shown& s : shown) {
    auto log = Json::parse(s.log);
    if (log && (*log)["weir.where"].string() == "cloud") n += (*log)["weir.bytes_out"].integer().value_or(0);
  }
  return n;
}

void print(const std::vector<Shown>& shown, unsigned port) {
  Table table({4, 5, 6});
  table.row({"#", "request", "asked for", "went to", "tokens", "first", "total", "price"});
  for (std::size_t i = 0; i < shown.size(); ++i) add_row(table, i + 1, shown[i]);
  fmt::print("\ndemo    {} requests, sent as any client would send them to http://127.0.0.1:{}\n{}", shown.size(), port,
             table.text(" "));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    print_lines("    ", fmt::format(" {}  ", i + 1), reasons_of(shown[i]));
    for (const std::string& edge : edges_of(shown[i])) print_lines("      ", "    ", edge);
  }
  print_supposed(shown);
  fmt::print("● this machine  ○ cloud    {} of your requests left this machine. No telemetry.\n\n",
             bytes(left_this_machine(shown)));
  fmt::print(
      "next    weir launch claude     Claude Code through weir; its login is passed on, never stored\n"
      "        weir why last          why the last request went where it went\n"
      "        weir off               undo everything outside weir's own folders\n");
}

void print_json(const std::vector<Shown>& shown) {
  JsonWriter w;
  w.object().field("schema", "weir.demo/1").key("requests").array();
  for (const Shown& s : shown) {
    w.object().field("title", s.request.title).field("asked", s.asked).field("weir.id", s.id).key("log");
    if (s.log.empty())
      w.null();
    else
      w.raw(s.log);
    auto why = Json::parse(s.why);
    w.key("requirements").raw(why ? (*why)["requirements"].raw() : "[]").key("supposed");
    auto supposed = Json::parse(s.supposed);
    if (supposed)
      w.raw((*supposed)["cases"].raw());
    else
      w.null();
    w.end();
  }
  w.end().field("bytes_left_this_machine", left_this_machine(shown)).end();
  fmt::print("{}\n", w.str());
}

int run_demo(const Context& context, const Args& args) {
  const auto folder = demo_folder(context, args);
  if (!folder)
    return report(failed, "demo", "the demo's request files were not found",
                  "weir demo DIR, with the checkout's examples/demo as DIR");
  Called called = call(context, "GET", "/status");
  if (called.exit) return *called.exit;
  auto status = Json::parse(called.body);
  const unsigned port = status ? static_cast<unsigned>((*status)["port"].integer().value_or(0)) : 0;
  const std::string token = read_token(context.paths.token());
  std::vector<Shown> shown;
  const std::string shop = demo_parts::prepare_shop(context, folder->parent_path());
  for (DemoRequest& request : demo_parts::read_all(*folder, shop)) {
    if (!args.json() && isatty(2) != 0) fmt::print(stderr, "\r  {} ...\033[K", request.title);
    auto sent = demo_parts::send(context, port, token, std::move(request));
    if (!sent) return report(failed, "demo", sent.error().message, "weir doctor");
    shown.push_back(std::move(*sent));
  }
  if (!args.json() && isatty(2) != 0) fmt::print(stderr, "\r\033[K");
  if (args.json())
    print_json(shown);
  else
    print(shown, port);
  return ok;
}

}  // namespace

const Verb demo{"demo", "requests as any client sends them, where each went and why", "DIR", "weir demo", {}, run_demo};

}  // namespace weir::cli
