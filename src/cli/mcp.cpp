// weir mcp: a Model Context Protocol server on stdin and stdout, one JSON-RPC message a line. Calls run beside the
// reading, so that a ping is answered while the index is made. It holds no state: a client of the control API.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <thread>

#include "base/json_writer.h"
#include "base/limits.h"
#include "cli/mcp_tools.h"
#include "cli/registry.h"

namespace weir::cli {
namespace {

// Newest first: what is offered to a client that asks for one that we do not know.
constexpr std::array<std::string_view, 4> versions = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};
constexpr unsigned most_calls = 4;  // at once; more wait

// JSON-RPC 2.0's codes.
enum Code : int { parse_error = -32700, invalid_request = -32600, no_method = -32601, invalid_params = -32602 };

constexpr std::string_view instructions =
    "weir knows this repository: its services, its interface files and their users, its history. Read weir_brief "
    "before "
    "you plan. Ask weir_ripple before you change something that others may use, weir_left when you are done.";

// Whole lines, from any thread.
class Out {
 public:
  void line(const std::string& text) {
    const std::lock_guard lock(mutex_);
    std::string_view rest = text;
    write_all(rest);
    write_all("\n");
  }

 private:
  static void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return;  // the client went: reading ends next
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  std::mutex mutex_;
};

// The id as it came: a number, a text, or null where it could not be read.
JsonWriter reply_to(std::string_view id) {
  JsonWriter w;
  w.object().field("jsonrpc", "2.0").key("id").raw(id);
  return w;
}

std::string error_reply(std::string_view id, Code code, std::string_view message) {
  JsonWriter w = reply_to(id);
  w.key("error").object().field("code", static_cast<int>(code)).field("message", message).end().end();
  return w.take();
}

std::string initialized(std::string_view id, JsonValue params) {
  const std::string asked = params["protocolVersion"].string();
  const bool known = std::ranges::find(versions, asked) != versions.end();
  JsonWriter w = reply_to(id);
  w.key("result").object().field("protocolVersion", known ? std::string_view(asked) : versions.front());
  w.key("capabilities").object().key("tools").object().field("listChanged", false).end().end();
  w.key("serverInfo").object().field("name", "weir").field("title", "weir").field("version", WEIR_VERSION).end();
  w.field("instructions", instructions).end().end();
  return w.take();
}

std::string listed(std::string_view id) {
  JsonWriter w = reply_to(id);
  w.key("result").object().key("tools");
  mcp::write_tools(w);
  w.end().end();
  return w.take();
}

std::string called(std::string_view id, const mcp::Outcome& outcome) {
  JsonWriter w = reply_to(id);
  w.key("result").object().key("content").array();
  w.object().field("type", "text").field("text", outcome.text).end();
  w.end().field("isError", outcome.failed).end().end();
  return w.take();
}

// Calls that run, each on a thread of its own.
class Calls {
 public:
  Calls(const Context& context, Out& out) : context_(context), out_(out) {}
  ~Calls() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return running_ == 0; });
  }
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  void start(std::string message) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return running_ < most_calls; });
    ++running_;
    std::thread([this, text = std::move(message)] { run(text); }).detach();
  }

 private:
  void run(const std::string& text) {
    if (auto doc = Json::parse(text)) {
      const JsonValue params = (*doc)["params"];
      out_.line(called((*doc)["id"].raw(), mcp::call_tool(context_, params["name"].string(), params["arguments"])));
    }
    // The last thing that this thread does with what the server owns.
    const std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  }

  const Context& context_;
  Out& out_;
  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned running_ = 0;
};

bool is_id(JsonValue id) { return id.is_string() || id.is_number(); }

// One message in; a call goes on by itself, everything else is answered at once.
void take(const std::string& text, Out& out, Calls& calls) {
  auto doc = Json::parse(text);
  if (!doc) return out.line(error_reply("null", parse_error, "this is no JSON: " + doc.error().message));
  const JsonValue message = doc->root(), id = message["id"];
  const std::string method = message["method"].string();
  if (method.empty() && (message["result"].exists() || message["error"].exists())) return;  // we ask for nothing
  if (!message.is_object() || message["jsonrpc"].string() != "2.0" || method.empty())
    return out.line(error_reply(is_id(id) ? id.raw() : "null", invalid_request, "this is no JSON-RPC 2.0 request"));
  if (!id.exists()) return;  // a notification
  if (!is_id(id)) return out.line(error_reply("null", invalid_request, "an id is a text or a number"));
  const JsonValue params = message["params"];
  if (method == "initialize") return out.line(initialized(id.raw(), params));
  if (method == "ping") {
    JsonWriter w = reply_to(id.raw());
    w.key("result").object().end().end();
    return out.line(w.take());
  }
  if (method == "tools/list") return out.line(listed(id.raw()));
  if (method != "tools/call") return out.line(error_reply(id.raw(), no_method, "weir has no method " + method));
  if (const std::string tool = params["name"].string(); !mcp::knows(tool))
    return out.line(error_reply(id.raw(), invalid_params, "weir has no tool \"" + tool + "\""));
  calls.start(text);
}

// The next line, or nothing at the end. A line that is too long is taken as empty and said so.
class Lines {
 public:
  std::optional<std::string> next(bool& too_long) {
    too_long = false;
    while (true) {
      if (const auto end = buffer_.find('\n'); end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        if (!std::exchange(skipping_, false)) return line;
        too_long = true;
        return std::string();
      }
      if (buffer_.size() > limits::config_bytes) {
        skipping_ = true;
        buffer_.clear();
      }
      if (!more()) return std::nullopt;
    }
  }

 private:
  bool more() {
    std::array<char, 16 * 1024> piece{};
    ssize_t n = 0;
    do n = ::read(STDIN_FILENO, piece.data(), piece.size());
    while (n < 0 && errno == EINTR);
    if (n <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(n));
    return true;
  }
  std::string buffer_;
  bool skipping_ = false;
};

constexpr std::array flags = {
    Flag{"--socket", "FILE", "the control socket of the weir to ask (weir launch says it)"},
};

int run_mcp(const Context& context, const Args& args) {
  std::signal(SIGPIPE, SIG_IGN);
  Context to = context;
  if (const std::string socket = args.get("--socket"); socket.ends_with("/control.sock"))
    to.paths.runtime_dir = socket.substr(0, socket.rfind('/'));
  Out out;
  Calls calls(to, out);
  Lines lines;
  bool too_long = false;
  while (const auto line = lines.next(too_long)) {
    if (too_long)
      out.line(error_reply("null", invalid_request, "a message may have 1 MiB"));
    else if (!line->empty() && *line != "\r")
      take(*line, out, calls);
  }
  return ok;
}

}  // namespace

const Verb mcp_verb{"mcp", "an MCP server on stdin and stdout: brief, ripple, slice and left for agents",
                    "",    "claude mcp add weir -- weir mcp",
                    flags, run_mcp};

}  // namespace weir::cli
