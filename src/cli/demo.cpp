// weir demo: six requests from files, sent over HTTP as any client would send them, then where each went and why.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

struct DemoRequest {  // a .http file: "# title", "POST path", a blank line, the body
  std::string title, method, path, body;
};
struct Shown {
  DemoRequest request;
  std::string id, asked;
  std::string log, why;  // JSON
};

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

DemoRequest read_request(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  DemoRequest request;
  std::string line;
  while (std::getline(in, line) && !line.empty()) {
    if (line.starts_with("# "))
      request.title = line.substr(2);
    else if (const auto space = line.find(' '); space != std::string::npos) {
      request.method = line.substr(0, space);
      request.path = line.substr(space + 1);
    }
  }
  std::ostringstream body;
  body << in.rdbuf();
  request.body = body.str();
  return request;
}

std::vector<DemoRequest> read_all(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".http") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<DemoRequest> out;
  for (const fs::path& file : files) out.push_back(read_request(file));
  return out;
}

std::string read_token(const std::string& file) {
  std::ifstream in(file);
  std::string token;
  std::getline(in, token);
  return token;
}

std::string asked_for(const DemoRequest& request) {
  auto doc = Json::parse(request.body);
  const std::string model = doc ? (*doc)["model"].string() : "";
  return request.path == "/v1/completions" ? "-" : model;
}

Result<Shown> send(const Context& context, unsigned port, const std::string& token, DemoRequest request) {
  Headers headers;
  headers.set("Authorization", "Bearer " + token);
  headers.set("Content-Type", "application/json");
  if (request.path.find("/messages") != std::string::npos) headers.set("anthropic-version", "2023-06-01");
  TRY(auto response, http(port, request.method, request.path, std::move(headers), request.body));
  Shown shown;
  shown.id = std::string(response.headers.get("x-weir-id").value_or(""));
  shown.asked = asked_for(request);
  shown.request = std::move(request);
  if (auto log = control(context, "GET", "/log?id=" + shown.id)) shown.log = log->body.substr(0, log->body.find('\n'));
  if (auto why = control(context, "GET", "/why?id=" + shown.id)) shown.why = why->body;
  return shown;
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
    return help.empty() ? out : out + "\n    " + help;
  }
  for (JsonValue reason : decision["reasons"]) out += (out.empty() ? "" : "; ") + reason.string();
  const auto cached = (*why)["log"]["gen_ai.usage.cache_read.input_tokens"].integer();
  const auto prompt = (*why)["log"]["gen_ai.usage.input_tokens"].integer();
  if (cached && prompt && *cached > 0) out += fmt::format("; {} of {} prompt tokens were still warm", *cached, *prompt);
  return out;
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
  for (std::size_t i = 0; i < shown.size(); ++i) fmt::print(" {}  {}\n", i + 1, reasons_of(shown[i]));
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
  for (DemoRequest& request : read_all(*folder)) {
    if (!args.json() && isatty(2) != 0) fmt::print(stderr, "\r  {} ...\033[K", request.title);
    auto sent = send(context, port, token, std::move(request));
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

const Verb demo{"demo",  "six requests as any client sends them, where each went and why", "DIR", "weir demo", {},
                run_demo};

}  // namespace weir::cli
