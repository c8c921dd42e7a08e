// Deployment files: the variables that they set for a unit. Compose, Kubernetes and Helm (anything with a list or map
// under "env" or "environment"), Dockerfiles' ENV, .env files. owner: the service's name; type: the folder that it is
// built from ("." = it says none). Values are not kept: they may be secrets.
#include <algorithm>
#include <array>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/document.h"
#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 = 0
std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "." : std::string(path.substr(0, slash));
}

bool is_variable(std::string_view name) {
  return name.size() >= 2 && name.size() <= 128 &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
             std::string_view::npos &&
         (name.front() < '0' || name.front() > '9');
}

// --- YAML and JSON
struct Context {
  std::string service, folder = ".";
};

class Deployments {
 public:
  Deployments(std::string_view path, std::vector<Definition>& out) : path_(path), out_(out) {}

  void walk(const Node& node, Context context) {
    if (node.kind == Node::Kind::map) {
      if (const std::string_view name = service_name(node); !name.empty()) context.service = name;
      if (const std::string folder = build_folder(node); !folder.empty()) context.folder = folder;
    }
    const bool config_map = node.text("kind") == "ConfigMap";
    for (const Node& child : node.children) {
      Context inner = context;
      if (holds_variables(child.key) || (config_map && child.key == "data")) {
        variables(child, context);
        continue;
      }
      if (node.kind == Node::Kind::map && child.kind == Node::Kind::map && child.key != "metadata" &&
          child.key != "spec" && child.key != "template" && child.key != "build" && child.key != "deploy") {
        inner.service = child.key;
      }
      walk(child, std::move(inner));
    }
  }

 private:
  static bool holds_variables(std::string_view key) {
    constexpr std::array<std::string_view, 7> keys = {"env",      "environment", "envVars",     "envs",
                                                      "extraEnv", "extraEnvs",   "envOverrides"};
    return std::ranges::find(keys, key) != keys.end();
  }

  static std::string_view service_name(const Node& node) {
    if (const Node* name = node.at({"metadata", "name"})) return name->value;
    return node.get("image") || node.get("containerPort") || node.get("env") ? node.text("name") : std::string_view();
  }

  // compose: build: web, or build: {context: ., dockerfile: web/Dockerfile}; relative to the compose file.
  std::string build_folder(const Node& node) const {
    const Node* build = node.get("build");
    if (!build) return {};
    std::string folder = build->kind == Node::Kind::scalar ? build->value : std::string(build->text("context"));
    const std::string_view file = build->text("dockerfile");
    if (const std::size_t slash = file.rfind('/'); slash != std::string_view::npos) {
      folder = (folder.empty() || folder == "." ? "" : folder + "/") + std::string(file.substr(0, slash));
    }
    return joined(folder_of(path_), folder);
  }

  static std::string joined(std::string base, std::string_view more) {
    std::string out = base == "." ? "" : std::move(base);
    while (!more.empty()) {
      const std::size_t end = std::min(more.find('/'), more.size());
      const std::string_view part = more.substr(0, end);
      more.remove_prefix(std::min(end + 1, more.size()));
      if (part.empty() || part == "." || part.starts_with("${")) continue;
      if (part == "..") {
        const std::size_t slash = out.rfind('/');
        out.resize(slash == std::string::npos ? 0 : slash);
      } else {
        out += (out.empty() ? "" : "/") + std::string(part);
      }
    }
    return out.empty() ? "." : out;
  }

  void variables(const Node& node, const Context& context) {
    for (const Node& child : node.children) {
      if (node.kind == Node::Kind::map) {
        add(child.key, child.key_line, context);
      } else if (child.kind == Node::Kind::map) {  // - name: X
        const Node* name = child.get("name") ? child.get("name") : child.get("key");
        if (name) add(name->value, name->line, context);
      } else {  // - X=value
        add(std::string_view(child.value).substr(0, child.value.find('=')), child.line, context);
      }
    }
  }

  void add(std::string_view name, std::uint32_t line, const Context& context) {
    if (!is_variable(name)) return;
    out_.push_back(define({path_, "deploy-env"}, DefinitionKind::env, name, line, context.service, context.folder));
  }

  std::string_view path_;
  std::vector<Definition>& out_;
};

bool claims_document(std::string_view path, std::string_view head) {
  if (!is_document(path) || path.starts_with(".github/") || path.contains("/.github/")) return false;
  const std::string_view name = name_of(path);
  if (name.contains("compose") || name.starts_with("values")) return true;
  if (name == "app.yaml" || name == "render.yaml" || name == "serverless.yml" || name == "skaffold.yaml") return true;
  return head.contains("apiVersion:") || head.contains("\"containerDefinitions\"") ||
         (head.contains("services:") && head.contains("image:"));
}

void read_document(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  for (const Node& root : documents(path, text)) Deployments(path, out).walk(root, {});
}

// --- lines of NAME=value
template <class Take>
void each_line(std::string_view text, Take take) {
  for (std::uint32_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end), line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\\");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

bool claims_env(std::string_view path, std::string_view) {
  const std::string_view name = name_of(path);
  return name == ".env" || name.starts_with(".env.") || name.ends_with(".env") || name == "env.example";
}

void read_env(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const std::string folder = folder_of(path);
  each_line(text, [&](std::string_view line, std::uint32_t number) {
    line = trimmed(line);
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) return;
    const std::string_view name = trimmed(line.substr(0, equals));
    if (is_variable(name)) out.push_back(define({path, "dotenv"}, DefinitionKind::env, name, number, "", folder));
  });
}

// --- Dockerfile: ENV A=1 B="2 3" \ C=4, or ENV A 1
bool claims_dockerfile(std::string_view path, std::string_view) {
  const std::string_view name = name_of(path);
  return name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile") ||
         name == "Containerfile";
}

class Dockerfile {
 public:
  Dockerfile(std::string_view path, std::vector<Definition>& out) : path_(path), folder_(folder_of(path)), out_(out) {}

  void line(std::string_view line, std::uint32_t number) {
    line = trimmed(line);
    if (line.starts_with('#')) return;
    const bool begins = line.starts_with("ENV ") || line.starts_with("env ");
    if (!begins && !open_) return;
    if (begins) line = trimmed(line.substr(4));
    if (begins && !line.contains('=')) {
      add(line.substr(0, line.find_first_of(" \t")), number);
    } else {
      pairs(line, number);
    }
    open_ = line.ends_with('\\');
  }

 private:
  void pairs(std::string_view line, std::uint32_t number) {
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t equals = line.find('=', at);
      if (equals == std::string_view::npos) return;
      const std::size_t before = line.find_last_of(" \t", equals);
      const std::size_t begin = before == std::string_view::npos || before < at ? at : before + 1;
      add(line.substr(begin, equals - begin), number);
      at = equals + 1;
      if (at < line.size() && (line[at] == '"' || line[at] == '\'')) {
        at = line.find(line[at], at + 1);
      } else {
        at = line.find_first_of(" \t", at);
      }
      if (at == std::string_view::npos) return;
      ++at;
    }
  }
  void add(std::string_view name, std::uint32_t number) {
    if (is_variable(name))
      out_.push_back(define({path_, "dockerfile-env"}, DefinitionKind::env, name, number, "", folder_));
  }

  std::string_view path_;
  std::string folder_;
  std::vector<Definition>& out_;
  bool open_ = false;
};

void read_dockerfile(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  Dockerfile file(path, out);
  each_line(text, [&file](std::string_view line, std::uint32_t number) { file.line(line, number); });
}

}  // namespace

Reader deployment_reader() { return {"deployment", claims_document, read_document}; }
Reader dotenv_reader() { return {"dotenv", claims_env, read_env}; }
Reader dockerfile_reader() { return {"dockerfile", claims_dockerfile, read_dockerfile}; }

}  // namespace weir::workspace::edges
