// From flat definitions to messages and services, and the options that say where generated code lives.
#include "workspace/edges/ties/protobuf_schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace weir::workspace::edges::proto {
namespace {

constexpr std::array kScalars = {
    std::string_view("double"),  std::string_view("float"),    std::string_view("int32"),
    std::string_view("int64"),   std::string_view("uint32"),   std::string_view("uint64"),
    std::string_view("sint32"),  std::string_view("sint64"),   std::string_view("fixed32"),
    std::string_view("fixed64"), std::string_view("sfixed32"), std::string_view("sfixed64"),
    std::string_view("bool"),    std::string_view("string"),   std::string_view("bytes")};

// "repeated pkg.Order" -> "pkg.Order"; "map<string, Order>" -> "Order".
std::string bare(std::string_view type) {
  if (const auto comma = type.find(','); type.starts_with("map<") && comma != std::string_view::npos) {
    type = type.substr(comma + 1);
    if (type.ends_with('>')) type.remove_suffix(1);
  }
  const auto space = type.rfind(' ');
  if (space != std::string_view::npos) type = type.substr(space + 1);
  return std::string(type);
}

std::string_view last(std::string_view dotted) {
  const auto dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

// The value of `option NAME = "..."` or of `package NAME;`.
std::string option(std::string_view text, std::string_view name) {
  std::size_t at = text.find(name);
  while (at != std::string_view::npos) {
    const auto line = text.rfind('\n', at) + 1;  // npos + 1 = 0
    const auto head = text.substr(line, at - line);
    if (head.find("//") == std::string_view::npos) {
      const auto end = text.find(';', at);
      const auto open = text.find('"', at);
      if (name == "package " && end != std::string_view::npos) return std::string(text.substr(at + 8, end - at - 8));
      if (open != std::string_view::npos && end != std::string_view::npos && open < end)
        return std::string(text.substr(open + 1, text.find('"', open + 1) - open - 1));
    }
    at = text.find(name, at + 1);
  }
  return {};
}

class Maker {
 public:
  Maker(std::span<const Definition> definitions, std::span<const Sourced> files)
      : definitions_(definitions), files_(files) {}

  Schema make() {
    for (const auto& file : files_)
      if (file.entry.path.ends_with(".proto")) packages_[file.entry.path] = option(file.text, "package ");
    for (std::uint32_t i = 0; i < definitions_.size(); ++i) containers(i);
    for (std::uint32_t i = 0; i < definitions_.size(); ++i) parts(i);
    copies();
    link();
    evidence();
    return std::move(out_);
  }

 private:
  static bool ours(const Definition& d) { return d.rule.starts_with("proto-"); }

  void containers(std::uint32_t i) {
    const Definition& d = definitions_[i];
    if (!ours(d)) return;
    if (d.kind == DefinitionKind::message) {
      const std::string path = d.owner.empty() ? d.name : d.owner + "." + d.name;
      const std::string key = package(d) + "/" + path;
      auto found = messages_.find(key);
      if (found == messages_.end()) {
        found = messages_.emplace(key, static_cast<std::uint32_t>(out_.messages.size())).first;
        Message made;
        made.name = d.name;
        made.path = path;
        made.package = package(d);
        out_.messages.push_back(std::move(made));
        out_.by_simple[d.name].push_back(found->second);
      }
      out_.messages[found->second].definitions.push_back(i);
    } else if (d.kind == DefinitionKind::service) {
      auto found = services_.find(d.name);
      if (found == services_.end()) {
        found = services_.emplace(d.name, static_cast<std::uint32_t>(out_.services.size())).first;
        Service made;
        made.name = d.name;
        made.squeezed = squeezed(d.name);
        out_.services.push_back(std::move(made));
      }
      out_.services[found->second].definitions.push_back(i);
    }
  }

  void parts(std::uint32_t i) {
    const Definition& d = definitions_[i];
    if (!ours(d)) return;
    if (d.kind == DefinitionKind::field) {
      const auto owner = messages_.find(package(d) + "/" + d.owner);
      if (owner == messages_.end()) return;
      Message& message = out_.messages[owner->second];
      const auto [at, fresh] =
          message.by_name.emplace(squeezed(d.name), static_cast<std::uint32_t>(message.fields.size()));
      if (fresh) {
        Field made;
        made.name = d.name;
        made.compound = words_of(d.name).size() > 1;
        message.fields.push_back(std::move(made));
      }
      message.fields[at->second].definitions.push_back(i);
    } else if (d.kind == DefinitionKind::rpc) {
      const auto owner = services_.find(d.owner);
      if (owner == services_.end()) return;
      auto& rpcs = out_.services[owner->second].rpcs;
      auto at = std::find_if(rpcs.begin(), rpcs.end(), [&](const Rpc& rpc) { return rpc.name == d.name; });
      if (at == rpcs.end()) {
        Rpc made;
        made.name = d.name;
        at = rpcs.insert(rpcs.end(), std::move(made));
      }
      at->definitions.push_back(i);
    } else if (d.kind == DefinitionKind::enum_value) {
      auto at = std::find_if(out_.values.begin(), out_.values.end(),
                             [&](const EnumValue& v) { return v.name == d.name && v.of == d.owner; });
      if (at == out_.values.end()) {
        EnumValue made;
        made.name = d.name;
        made.of = d.owner;
        at = out_.values.insert(out_.values.end(), std::move(made));
      }
      at->definitions.push_back(i);
    }
  }

  // Who declares each container, and which one each definition is or belongs to.
  void copies() {
    std::map<std::string, std::uint32_t> containers;
    out_.container_of.assign(definitions_.size(), none);
    for (std::uint32_t i = 0; i < definitions_.size(); ++i) {
      const Definition& d = definitions_[i];
      if (!ours(d)) continue;
      const bool contains =
          d.kind == DefinitionKind::message || d.kind == DefinitionKind::service || d.kind == DefinitionKind::enum_type;
      const std::string path = !contains ? d.owner : d.owner.empty() ? d.name : d.owner + "." + d.name;
      const auto [at, fresh] =
          containers.emplace(package(d) + "/" + path, static_cast<std::uint32_t>(out_.declared_in.size()));
      if (fresh) out_.declared_in.emplace_back();
      out_.declared_in[at->second].insert(d.place.file);
      out_.container_of[i] = at->second;
    }
  }

  std::string package(const Definition& d) const {
    const auto found = packages_.find(d.place.file);
    return found == packages_.end() ? std::string() : found->second;
  }

  // A type's name as written inside `scope`: innermost first, as the language has it; then by its package.
  std::uint32_t resolve(const std::string& in, std::string_view scope, const std::string& type) const {
    std::string outer(scope);
    while (true) {
      const auto found = messages_.find(in + "/" + (outer.empty() ? type : outer + "." + type));
      if (found != messages_.end()) return found->second;
      if (outer.empty()) break;
      const auto dot = outer.rfind('.');
      outer = dot == std::string::npos ? std::string() : outer.substr(0, dot);
    }
    const auto simple = out_.by_simple.find(std::string(last(type)));
    if (simple == out_.by_simple.end()) return none;
    for (const auto id : simple->second) {  // "shop.v1.Order", "v1.Order" inside shop
      const auto& message = out_.messages[id];
      const std::string full = message.package + "." + message.path;
      if (full == type || (full.size() > type.size() && full.ends_with(type) &&
                           full[full.size() - type.size() - 1] == '.' && type.find('.') != std::string::npos))
        return id;
    }
    return simple->second.front();
  }

  void link() {
    for (auto& message : out_.messages) {
      message.sharing = static_cast<std::uint32_t>(out_.by_simple[message.name].size());
      for (auto& field : message.fields) {
        const std::string type = bare(definitions_[field.definitions.front()].type);
        if (std::find(kScalars.begin(), kScalars.end(), type) == kScalars.end())
          field.message = resolve(message.package, message.path, type);
      }
    }
    for (std::uint32_t m = 0; m < out_.messages.size(); ++m)
      for (const auto& [name, index] : out_.messages[m].by_name) out_.fields[name].push_back(m);
    for (auto& message : out_.messages)
      for (const auto& [name, index] : message.by_name)
        message.fields[index].sharing = static_cast<std::uint32_t>(out_.fields[name].size());
    for (auto& service : out_.services)
      for (auto& rpc : service.rpcs) link(rpc);
  }

  void link(Rpc& rpc) {
    std::vector<std::string> types;
    std::string word;
    for (const char c : definitions_[rpc.definitions.front()].type + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        if (word != "stream") types.push_back(word);
        word.clear();
      }
    }
    const std::string in = package(definitions_[rpc.definitions.front()]);
    if (!types.empty()) rpc.request = resolve(in, "", types[0]);
    if (types.size() > 1) rpc.response = resolve(in, "", types[1]);
  }

  void evidence() {
    std::set<std::pair<std::string, std::string>> seen;
    std::set<std::string> paths;
    for (const auto& d : definitions_)
      if (ours(d)) paths.insert(d.place.file);
    for (const auto& path : paths) {
      const std::string& in = packages_[path];
      const auto slash = path.rfind('/');
      std::string stem = path.substr(slash == std::string::npos ? 0 : slash + 1);
      stem = stem.substr(0, stem.rfind('.'));
      for (const std::string_view tail : {".proto", "_pb2", "_pb2_grpc", "_pb", "_grpc_pb", "_pb_service", ".pb.h",
                                          ".grpc.pb.h", "_services_pb", "_grpc_web_pb", "_connect"})
        seen.emplace(stem + std::string(tail), in);
      for (const std::string_view folder : {"protos/", "proto/", "generated/", "gen/"})
        seen.emplace(std::string(folder) + stem, in);
    }
    for (const auto& file : files_) {
      if (!paths.contains(file.entry.path)) {
        generated(file.entry.path, paths, seen);
        continue;
      }
      const std::string& in = packages_[file.entry.path];
      if (!in.empty()) seen.emplace(in, in);
      for (const std::string_view name :
           {"java_package", "csharp_namespace", "ruby_package", "php_namespace", "java_outer_classname"})
        if (const auto value = option(file.text, name); !value.empty()) seen.emplace(value, in);
      auto go = option(file.text, "go_package");
      if (const auto semicolon = go.find(';'); semicolon != std::string::npos) go = go.substr(0, semicolon);
      if (!go.empty()) seen.emplace(go, in);
    }
    out_.evidence.assign(seen.begin(), seen.end());
  }

  // Generated code that is kept in the repository says where it lives: "checkout/genproto" of demo.pb.go in it.
  void generated(const std::string& path, const std::set<std::string>& protos,
                 std::set<std::pair<std::string, std::string>>& seen) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return;
    const std::string name = path.substr(slash + 1);
    const auto mark = std::min({name.find(".pb."), name.find("_pb2"), name.find("_grpc."), name.find("_pb.")});
    if (mark == std::string::npos) return;
    const std::string stem = name.substr(0, mark) + ".proto";
    const auto ours = std::find_if(protos.begin(), protos.end(), [&](const std::string& proto) {
      return proto.ends_with(stem) && (proto.size() == stem.size() || proto[proto.size() - stem.size() - 1] == '/');
    });
    if (ours == protos.end()) return;
    std::string folder = path.substr(0, slash);
    const auto last = folder.rfind('/');
    const auto before = last == std::string::npos || last == 0 ? std::string::npos : folder.rfind('/', last - 1);
    seen.emplace(before == std::string::npos ? folder : folder.substr(before + 1), packages_[*ours]);
  }

  std::span<const Definition> definitions_;
  std::span<const Sourced> files_;
  std::map<std::string, std::string> packages_;               // of .proto files
  std::map<std::string, std::uint32_t> messages_, services_;  // "package/Outer.Inner"; name
  Schema out_;
};

}  // namespace

Schema make_schema(std::span<const Definition> definitions, std::span<const Sourced> files) {
  return Maker(definitions, files).make();
}

}  // namespace weir::workspace::edges::proto
