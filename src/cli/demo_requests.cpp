// Files to requests, requests to answers; the shop's copy.
#include "cli/demo_requests.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/workspace.h"

namespace weir::cli::demo_parts {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view shop_mark = "{{shop}}";

constexpr std::array suppositions = {
    Supposed{"gemma4:26b", R"(["gemma4:26b"])"},
    Supposed{"gemma4:31b", R"(["gemma4:31b"])"},
    Supposed{"gemma4:26b and a Claude key", R"(["gemma4:26b","anthropic"])"},
};

std::string inside_quotes(std::string_view text) {
  const std::string quoted = json_quote(text);
  return quoted.substr(1, quoted.size() - 2);
}

DemoRequest read_request(const fs::path& file, const std::string& shop) {
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
  for (auto at = request.body.find(shop_mark); at != std::string::npos; at = request.body.find(shop_mark)) {
    request.in_shop = true;
    request.body.replace(at, shop_mark.size(), inside_quotes(shop));
  }
  return request;
}

std::string asked_for(const DemoRequest& request) {
  auto doc = Json::parse(request.body);
  const std::string model = doc ? (*doc)["model"].string() : "";
  return request.path == "/v1/completions" ? "-" : model;
}

std::string suppose_body(const std::string& id) {
  JsonWriter w;
  w.object().field("id", id).key("cases").array();
  for (const Supposed& one : suppositions) w.raw(one.json);
  w.end().end();
  return w.take();
}

bool copied(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::remove_all(to, error);
  fs::create_directories(to.parent_path(), error);
  fs::copy(from, to, fs::copy_options::recursive, error);
  return !error;
}

// The root that weir takes this folder for.
std::string root_of(const Context& context, const std::string& folder) {
  JsonWriter w = call_body(folder);
  w.end();
  auto response = control(context, "POST", "/index", w.take());
  if (!response || response->status != 200) return {};
  auto doc = Json::parse(response->body);
  return doc ? (*doc)["index"]["root"].string() : std::string();
}

std::string real(const fs::path& path) {
  std::error_code error;
  return fs::canonical(path, error).string();
}

}  // namespace

std::span<const Supposed> supposed() { return suppositions; }

std::vector<DemoRequest> read_all(const fs::path& folder, const std::string& shop) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".http") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<DemoRequest> out;
  for (const fs::path& file : files) out.push_back(read_request(file, shop));
  return out;
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
  if (auto log = control(context, "GET", "/log?id=" + shown.id)) shown.log = log->body.substr(0, log->body.find('\n'));
  if (auto why = control(context, "GET", "/why?id=" + shown.id)) shown.why = why->body;
  if (request.in_shop) {
    auto other = control(context, "POST", "/suppose", suppose_body(shown.id));
    if (other && other->status == 200) shown.supposed = std::move(other->body);
  }
  shown.request = std::move(request);
  return shown;
}

std::string prepare_shop(const Context& context, const fs::path& examples) {
  const fs::path shop = examples / "shop";
  std::error_code error;
  if (!fs::is_directory(shop, error)) return {};
  fs::path place = fs::path(context.paths.cache_dir) / "demo" / "shop";
  if (!copied(shop, place)) return {};
  std::string folder = real(place);
  if (const std::string root = root_of(context, folder); !root.empty() && root != folder) {
    // The cache lies inside a repository, as a home that is one does: then beside it.
    std::string beside = (fs::temp_directory_path(error) / "weir-demo-XXXXXX").string();
    if (::mkdtemp(beside.data()) == nullptr || !copied(shop, fs::path(beside) / "shop")) return {};
    folder = real(fs::path(beside) / "shop");
  }
  // Off or broken: the requests are as good as before, only without edges.
  (void)await_index_quietly(context, folder);
  return folder;
}

}  // namespace weir::cli::demo_parts
