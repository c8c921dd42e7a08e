// clients: who is asking. One file per tool says how it is recognised from the wire alone, how its session,
// workspace, kinds and tool traffic are read off its requests, its manners, and how it is launched. registry.cpp
// lists them; the generic reading (sdk.cpp) takes what nobody else recognises. Kinds are told by shape, never by
// the words of a prompt.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "chat/request.h"
#include "decision/words.h"

namespace weir::clients {

struct Lines {  // from 1; 0, 0 = nobody stated them
  unsigned first = 0, last = 0;
  bool operator==(const Lines&) const = default;
};

struct Touch {  // one file that tool traffic names
  enum class How : std::uint8_t { opened, edited, created, listed, searched, named };
  How how = How::named;
  std::string path;  // as the client wrote it; listed and searched: "" = where the tool stands
  std::string tool;  // "Read", "edit", ...
  std::string call;  // tool call id, or ""
  // Of an edit that was carried out: the words (words.h) that the changed lines had and have no more, and the other
  // way round, at most limits::change_words a side; where it changed the new file, if the traffic says so.
  std::vector<std::string> removed = {}, added = {};
  Lines lines = {};
  bool whole = false;        // the file was written anew: what it held before is not said
  std::string pattern = {};  // searched: for what
  bool operator==(const Touch&) const = default;
};

struct Activity {  // what tool traffic did besides touching files
  enum class What : std::uint8_t { tested, failed };
  enum class Result : std::uint8_t { passed, failed, unknown };
  What what = What::tested;
  Result result = Result::unknown;  // of tests
  std::string name;                 // tested: the runner ("go test"); failed: the class ("not found", "exit", ...)
  std::string tool, call;
  bool operator==(const Activity&) const = default;
};

struct Happened {
  std::vector<Touch> touches;
  std::vector<Activity> activities;
};

struct Call {                          // one tool call of a history: views into the request that was read
  const chat::Part* call = nullptr;    // never null
  const chat::Part* result = nullptr;  // null: not answered yet
  bool operator==(const Call&) const = default;
};
// The same call with the same arguments, answered or not: the key under which a session knows what it has counted.
std::uint64_t key_of(const Call& call);

struct Reading {
  std::string client;   // the client's name: "claude-code"
  std::string version;  // from its User-Agent, or ""
  Kind kind = Kind::main_turn;
  std::string session;      // as the client names it; "" = derive from workspace and chain
  std::string agent;        // subagent id, or ""
  std::string directory;    // the working directory that the request states; "" unknown. May lie inside a repository
  std::vector<Call> calls;  // all tool traffic of this body, oldest first; Client::happened tells what one of them did
  bool continues = false;   // the history begins with the client's summary of an earlier one
  std::string call_id;      // kind tool_result: the id of the (last) call it answers
  // The newest user turn as the user wrote it, without what the tool wraps around it; only on new user turns, at most
  // limits::workspace_question_bytes. For the index in memory: never into the ledger, a log or an error.
  std::string user_text;
  bool operator==(const Reading&) const = default;
};

// How a tool wants to be treated while it waits and when things fail (facts/clients.md §5).
struct Manners {
  bool comment_keeps_alive = true;  // an SSE comment is enough; else the dialect's ping event is sent
  bool retries_cut_streams = true;  // it retries a mid-stream error of class overloaded
  bool retries_rate_limit = true;   // false: weir should absorb 429 longer
};

struct LaunchPlan {                                      // how `weir launch NAME` starts the tool
  std::vector<std::string> argv;                         // program first
  std::vector<std::pair<std::string, std::string>> env;  // set
  std::vector<std::string> unset;                        // removed, before `env` is set
  struct File {
    std::string path, content;
  };  // written under weir's own state folder only
  std::vector<File> files;
};
struct LaunchSite {               // what a plan may use
  std::string base_url;           // http://127.0.0.1:4517
  std::string token;              // client token
  std::string state_dir;          // weir's own folder for this client
  std::vector<std::string> args;  // what the user wrote behind the name
  long long context_tokens = 0;   // window of the model behind weir/auto, 0 unknown
  std::string directory;          // where the user stands; the tool names it in x-weir-directory on each request
  std::string home;               // the user's home folder, "" unknown: a plan looks for the tool's own login there
  std::vector<std::pair<std::string, std::string>> env;  // the user's environment
  std::string program, socket;  // weir's own executable and control socket, for `weir mcp`; "" = not to be registered
};

struct Client {
  std::string_view name;
  std::string_view title;    // "Claude Code"
  std::string_view program;  // looked up in PATH; "" = cannot be launched
  bool (*recognises)(const HttpHead&, const chat::Request&);
  Reading (*read)(const HttpHead&, const chat::Request&);
  // What the call at `index` did. Looks into its arguments, so it is asked once per call, not once per request; the
  // calls before it may say where in a file an edit took place.
  Happened (*happened)(std::span<const Call> calls, std::size_t index);
  Manners manners;
  LaunchPlan (*launch)(const LaunchSite&);  // nullptr = cannot be launched
};

std::span<const Client* const> registry();
const Client* find(std::string_view name);  // by its name or its program: "claude-code", "claude"
// The first client that recognises the request; the generic one always does.
const Client& recognise(const HttpHead&, const chat::Request&);

}  // namespace weir::clients
