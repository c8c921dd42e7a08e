// Schema: what a name in code means. The same names come back thousands of times, so answers are kept.
#include <algorithm>
#include <array>

#include "workspace/edges/ties/protobuf_schema.h"

namespace weir::workspace::edges::proto {
namespace {

bool word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

char low(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `part` stands in `path` between separators, any case: "oteldemo" in "genproto/oteldemo", not in "myoteldemos".
bool stands(std::string_view path, std::string_view part) {
  const auto separator = [](char c) { return !word(c); };
  for (std::size_t at = 0; at + part.size() <= path.size(); ++at) {
    std::size_t i = 0;
    while (i < part.size() && (low(path[at + i]) == low(part[i]) || (separator(path[at + i]) && separator(part[i]))))
      ++i;
    if (i < part.size()) continue;
    const bool left = at == 0 || separator(path[at - 1]);
    const bool right = at + i == path.size() || separator(path[at + i]);
    if (left && right) return true;
  }
  return false;
}

struct Affix {
  std::string_view text;  // squeezed, before or after the service's name
  Schema::Side side;
};
constexpr std::array kAffixes = {
    Affix{"client", Schema::Side::client},
    Affix{"newclient", Schema::Side::client},
    Affix{"stub", Schema::Side::client},
    Affix{"blockingstub", Schema::Side::client},
    Affix{"futurestub", Schema::Side::client},
    Affix{"coroutinestub", Schema::Side::client},
    Affix{"asyncstub", Schema::Side::client},
    Affix{"iclient", Schema::Side::client},
    Affix{"newstub", Schema::Side::client},
    Affix{"promiseclient", Schema::Side::client},
    Affix{"asyncclient", Schema::Side::client},
    Affix{"clientimpl", Schema::Side::client},
    Affix{"server", Schema::Side::server},
    Affix{"unimplementedserver", Schema::Side::server},
    Affix{"registerserver", Schema::Side::server},
    Affix{"unsafeserver", Schema::Side::server},
    Affix{"servicer", Schema::Side::server},
    Affix{"addservicertoserver", Schema::Side::server},
    Affix{"implbase", Schema::Side::server},
    Affix{"coroutineimplbase", Schema::Side::server},
    Affix{"base", Schema::Side::server},
    Affix{"iserver", Schema::Side::server},
    Affix{"serviceserver", Schema::Side::server},
    Affix{"bindservice", Schema::Side::server},
    Affix{"grpc", Schema::Side::either},
    Affix{"grpckt", Schema::Side::either},
    Affix{"handlers", Schema::Side::server},
    Affix{"handler", Schema::Side::server},
    Affix{"", Schema::Side::either},
    Affix{"definition", Schema::Side::either},
    Affix{"service", Schema::Side::either},
};

}  // namespace

FieldHit Schema::field(std::uint32_t message, std::string_view spelled) const {
  if (message >= messages.size() || spelled.empty() || spelled.size() > 120) return {};
  std::string key = std::to_string(message) + " " + std::string(spelled);
  if (const auto known = known_fields.find(key); known != known_fields.end()) return known->second;
  const FieldHit hit = find_field(messages[message], spelled);
  if (known_fields.size() < 500'000) known_fields.emplace(std::move(key), hit);
  return hit;
}

FieldHit Schema::find_field(const Message& message, std::string_view spelled) {
  const auto& by_name = message.by_name;
  std::string flat = squeezed(spelled);
  if (const auto found = by_name.find(flat); found != by_name.end()) return {found->second, Access::plain};
  // Accessors: the longest field name inside decides. Few fields: each is asked.
  FieldHit best;
  std::size_t length = 0;
  for (const auto& [name, index] : by_name) {
    if (name.size() < length || flat.find(name) == std::string::npos) continue;
    const Access access = accessor_of(flat, name);
    if (access == Access::none) continue;
    best = {index, access};
    length = name.size();
  }
  return best;
}

std::uint32_t Schema::message(std::string_view simple, std::string_view path,
                              const std::set<std::string>* imported) const {
  auto found = by_simple.find(std::string(simple));
  if (found == by_simple.end()) {
    // nested in one word: Outer_Inner; grpc-js's generated Order__Output; prost keeps the name
    for (const std::string_view tail : {"__Output", "OrBuilder"})
      if (simple.ends_with(tail)) found = by_simple.find(std::string(simple.substr(0, simple.size() - tail.size())));
    if (found == by_simple.end() && simple.find('_') != std::string_view::npos)
      found = by_simple.find(std::string(simple.substr(simple.rfind('_') + 1)));
  }
  if (found == by_simple.end()) return none;
  if (found->second.size() == 1) return found->second.front();
  if (!path.empty())
    for (const auto id : found->second)
      if (packages(path).contains(messages[id].package)) return id;
  if (imported != nullptr)
    for (const auto id : found->second)
      if (imported->contains(messages[id].package)) return id;
  return found->second.front();
}

const std::set<std::string>& Schema::packages(std::string_view path) const {
  std::string key(path);
  const auto known = known_packages.find(key);
  if (known != known_packages.end()) return known->second;
  std::set<std::string> out;
  std::size_t longest = 0;
  for (const auto& [part, package] : evidence) {  // the longest part says it best: shop.v2 is not shop
    if (part.size() < longest || !stands(path, part)) continue;
    if (part.size() > longest) out.clear();
    longest = part.size();
    out.insert(package);
  }
  return known_packages.emplace(std::move(key), std::move(out)).first->second;
}

Schema::ServiceHit Schema::service(std::string_view spelled) const {
  if (spelled.size() > 120 || services.empty()) return {};
  std::string key(spelled);
  if (const auto known = known_services.find(key); known != known_services.end()) return known->second;
  const ServiceHit hit = find_service(spelled);
  if (known_services.size() < 500'000) known_services.emplace(std::move(key), hit);
  return hit;
}

Schema::ServiceHit Schema::find_service(std::string_view spelled) const {
  const std::string flat = squeezed(spelled);
  ServiceHit best;
  std::size_t length = 0;
  for (std::uint32_t s = 0; s < services.size(); ++s) {
    const auto& name = services[s].squeezed;
    const auto at = flat.find(name);
    if (at == std::string::npos || name.size() <= length) continue;
    const std::string rest = flat.substr(0, at) + flat.substr(at + name.size());
    const auto affix = std::find_if(kAffixes.begin(), kAffixes.end(), [&](const Affix& a) { return a.text == rest; });
    if (affix == kAffixes.end()) continue;
    best = {s, affix->side};
    length = name.size();
  }
  return best;
}

std::uint32_t Schema::rpc(std::uint32_t service, std::string_view spelled) const {
  if (service >= services.size()) return none;
  const std::string flat = squeezed(spelled);
  const auto& rpcs = services[service].rpcs;
  for (std::uint32_t i = 0; i < rpcs.size(); ++i) {
    const std::string name = squeezed(rpcs[i].name);
    if (flat == name || flat == name + "async") return i;
  }
  return none;
}

bool Schema::imports(std::string_view path) const {
  if (path.empty() || path.size() > 300) return false;
  std::string key(path);
  if (const auto known = known_imports.find(key); known != known_imports.end()) return known->second;
  const bool is = is_import(path);
  if (known_imports.size() < 100'000) known_imports.emplace(std::move(key), is);
  return is;
}

bool Schema::is_import(std::string_view path) const {
  // By habit: a folder of generated code, where its files are not kept and no option names it.
  const auto slash = path.rfind('/');
  const auto last = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  if (last == "genproto" || last == "protogen" || last == "pb" ||
      (slash != std::string_view::npos && last.ends_with("pb")))
    return true;

  return std::any_of(evidence.begin(), evidence.end(), [&](const auto& part) { return stands(path, part.first); });
}

}  // namespace weir::workspace::edges::proto
