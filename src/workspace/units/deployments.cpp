// Compose, Skaffold, Kubernetes and Helm: which folder becomes which running thing.
#include <algorithm>

#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {
namespace {

constexpr std::size_t most_lines = 20'000;
constexpr std::size_t most_services = 500;  // of one file

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

bool yaml(std::string_view base) { return base.ends_with(".yaml") || base.ends_with(".yml"); }

bool is_compose(std::string_view path) {
  const std::string base = lower(base_of(path));
  return yaml(base) && (base.starts_with("compose.") || base.starts_with("docker-compose") ||
                        base.starts_with("compose-") || base.starts_with("podman-compose"));
}

bool is_skaffold(std::string_view path) { return lower(base_of(path)).starts_with("skaffold"); }

// Kubernetes and Helm files have no name of their own; the folders that they lie in do.
bool in_cluster_folder(std::string_view path) {
  const std::string folder = "/" + lower(folder_of(path)) + "/";
  for (const std::string_view name : {"k8s", "kubernetes", "kube", "helm", "helm-chart", "chart", "charts", "deploy",
                                      "deployment", "deployments", "manifests", "kustomize", "kubernetes-manifests"}) {
    if (folder.find("/" + std::string(name) + "/") != std::string::npos) return true;
  }
  return false;
}

// "ghcr.io/acme/shop-cart:1.2" -> "shop-cart"
std::string image_name(std::string_view image) {
  image = image.substr(0, image.find('@'));
  image = base_of(image);
  return std::string(image.substr(0, image.find(':')));
}

class Compose {
 public:
  Compose(const std::vector<YamlLine>& lines, const Variables& known) : lines_(lines), known_(known) {}

  std::vector<Deployment> read() {
    for (const YamlLine& line : lines_) take(line);
    return std::move(out_);
  }

 private:
  void take(const YamlLine& line) {
    if (line.indent == 0) {
      services_ = line.key == "services";
      service_indent_ = 0;
      return;
    }
    if (!services_) return;
    if (service_indent_ == 0) service_indent_ = line.indent;
    if (line.indent == service_indent_) {
      section_ = {};
      if (out_.size() < most_services) out_.push_back({std::string(line.key), {}, {}, {}, line.number, false});
      return;
    }
    if (out_.empty() || line.indent < service_indent_) return;
    if (section_.empty() || (line.indent <= section_indent_ && !line.key.empty() && !line.item)) {
      section_ = line.key;
      section_indent_ = line.indent;
      if (section_ == "build" && !line.value.empty()) out_.back().context = filled(line.value, known_);
      return;
    }
    inside(line, out_.back());
  }

  void inside(const YamlLine& line, Deployment& service) const {
    if (section_ == "build" && line.key == "context") service.context = filled(line.value, known_);
    if (section_ == "build" && line.key == "dockerfile") service.dockerfile = filled(line.value, known_);
    if (section_ != "volumes") return;
    const std::string text = filled(line.key == "source" || line.key.empty() ? line.value : line.key, known_);
    if (text.starts_with('.')) service.mounts.push_back(text.substr(0, text.find(':')));
  }

  const std::vector<YamlLine>& lines_;
  const Variables& known_;
  std::vector<Deployment> out_;
  bool services_ = false;
  std::size_t service_indent_ = 0, section_indent_ = 0;
  std::string_view section_;
};

// artifacts: - image: X, context: src/x, docker: dockerfile: D. A context is said relative to the file.
std::vector<Deployment> skaffold(const std::vector<YamlLine>& lines) {
  std::vector<Deployment> out;
  for (const YamlLine& line : lines) {
    if (line.key == "image" && line.item && out.size() < most_services) {
      out.push_back({image_name(line.value), {}, {}, {}, line.number, false});
    }
    if (out.empty()) continue;
    if (line.key == "context") out.back().context = line.value;
    if (line.key == "dockerfile") out.back().dockerfile = line.value;
  }
  std::erase_if(out, [](const Deployment& artifact) { return artifact.context.empty(); });
  return out;
}

bool workload(std::string_view kind) {
  return kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet" || kind == "Job" || kind == "CronJob" ||
         kind == "Rollout" || kind == "Service";
}

// The names alone: whether a folder is called so is for the caller to see.
std::vector<Deployment> cluster(const std::vector<YamlLine>& lines) {
  std::vector<Deployment> out;
  bool runs = false, metadata = false;
  for (const YamlLine& line : lines) {
    if (line.value == "---" || line.key == "kind") runs = workload(line.value);
    if (line.indent == 0) metadata = line.key == "metadata";
    const bool name = metadata && line.indent > 0 && line.key == "name" && runs;
    const bool image = line.key == "image" && !line.value.empty();
    if ((!name && !image) || out.size() >= most_services) continue;
    std::string called = name ? std::string(line.value) : image_name(line.value);
    if (called.find_first_of("{}$") == std::string::npos)
      out.push_back({std::move(called), {}, {}, {}, line.number, true});
  }
  return out;
}

}  // namespace

bool is_deployment(std::string_view path) {
  return is_compose(path) || (yaml(lower(base_of(path))) && (is_skaffold(path) || in_cluster_folder(path)));
}

std::vector<Deployment> deployments(std::string_view path, std::string_view text, const Variables& known) {
  const std::vector<YamlLine> lines = yaml_lines(text, most_lines);
  if (is_compose(path)) return Compose(lines, known).read();
  if (is_skaffold(path)) return skaffold(lines);
  return cluster(lines);
}

}  // namespace weir::workspace::unit_parts
