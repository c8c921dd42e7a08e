// Manifests first, then Dockerfiles with the build contexts that deployment files give them, then names of workloads.
#include "workspace/units/candidates.h"

#include <algorithm>
#include <set>

namespace weir::workspace::unit_parts {
namespace {

// Files that are opened: beyond that a repository is a mirror of others, and its first ones tell enough.
constexpr std::size_t most_manifests = 5'000, most_dockerfiles = 500, most_deployments = 1'000;
constexpr std::size_t most_paths = 500;    // of one candidate
constexpr std::size_t most_names = 2'000;  // of workloads, and of folders that are called so

bool nobody_ships(const FileEntry& file) {
  return file.cls == FileClass::vendored || file.cls == FileClass::binary || file.cls == FileClass::huge;
}

void push(std::vector<std::string>& list, std::string value) {
  if (list.size() < most_paths && std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
}

class Gathering {
 public:
  Gathering(const Files& files, const Units::Read& read) : files_(files), read_(read) {}

  Candidates all() {
    for (const FileEntry& file : files_.all()) {
      if (holds_packages(file.path)) holders_.insert(folder_of(file.path));
    }
    for (const FileEntry& file : files_.all()) {
      if (nobody_ships(file)) continue;
      if (is_manifest(file.path)) manifest(file.path);
    }
    for (const FileEntry& file : files_.all()) {
      if (!nobody_ships(file) && is_deployment(file.path)) deployment(file.path);
    }
    for (const FileEntry& file : files_.all()) {
      if (!nobody_ships(file) && is_dockerfile(file.path)) dockerfile(file.path);
    }
    workloads();
    return std::move(out_);
  }

 private:
  void manifest(const std::string& path) {
    const std::string folder = folder_of(path);
    if (for_show(folder) || ++manifests_ > most_manifests) return;
    const auto text = read_(path);
    if (!text) return;
    Manifest found = read_manifest(path, *text);
    const bool root_of_packages = base_of(path) == "package.json" && holders_.contains(folder) && !found.ships;
    if (!found.unit || root_of_packages) return;
    Candidate& unit = out_[folder];
    if (!unit.manifest || found.rank < unit.rank) {
      unit.because = base_of(path);
      unit.rank = found.rank;
    }
    unit.manifest = true;
    unit.families |= found.families;
    if (unit.name.empty()) unit.name = std::move(found.name);
    for (const std::string& outside : found.paths) {
      if (auto at = resolved(folder, outside)) push(unit.paths, std::move(*at));
    }
    for (std::string& need : found.needs) push(unit.needs, std::move(need));
  }

  Variables variables_beside(const std::string& folder) {
    const std::string path = joined(folder, ".env");
    const auto text = files_.has_file(path) ? read_(path) : fail(ErrorKind::not_found, "");
    return text ? variables(*text) : Variables();
  }

  // "compose.yaml:14": for people, so the line is in it.
  static std::string place(const std::string& path, const Deployment& found) {
    return path + ":" + std::to_string(found.line);
  }

  void deployment(const std::string& path) {
    const std::string folder = folder_of(path);
    if (++deployments_ > most_deployments) return;
    const auto text = read_(path);
    if (!text) return;
    for (const Deployment& found : deployments(path, *text, variables_beside(folder))) {
      const std::string because = place(path, found);
      if (found.context.empty() && found.dockerfile.empty()) {
        if (found.workload && names_.size() < most_names) names_.try_emplace(found.name, because);
        for (const std::string& mount : found.mounts) mounted(folder, mount, because);
        continue;
      }
      built(folder, found, because);
    }
  }

  void built(const std::string& folder, const Deployment& found, const std::string& because) {
    const auto context = resolved(folder, found.context);
    if (!context) return;
    const auto docker = resolved(*context, found.dockerfile.empty() ? "Dockerfile" : found.dockerfile);
    if (docker && files_.has_file(*docker)) {
      contexts_[*docker].insert(*context);
    } else if (!context->empty() && files_.has_program(*context)) {
      deploy(*context, because);  // built from elsewhere (buildpacks, inline), but from this folder
    }
  }

  void mounted(const std::string& folder, const std::string& mount, const std::string& because) {
    const auto at = resolved(folder, mount);
    if (at && !at->empty() && !for_show(*at) && files_.has_program(*at)) deploy(*at, because);
  }

  Candidate& deploy(const std::string& folder, const std::string& because) {
    Candidate& unit = out_[folder];
    if (!unit.deployable) unit.because = because;
    unit.deployable = true;
    unit.families = any;
    return unit;
  }

  void dockerfile(const std::string& path) {
    const std::string folder = folder_of(path);
    if (for_show(folder) || ++dockerfiles_ > most_dockerfiles) return;
    const auto text = read_(path);
    if (!text) return;
    std::vector<std::string> sources = from_context(path, copied(*text));
    // Without a program of its own it still says what the unit around it is built from.
    const auto home = home_of(folder, sources);
    Candidate& unit = home ? deploy(*home, *home == folder ? std::string(base_of(path)) : path) : out_[folder];
    for (std::string& source : sources) push(unit.paths, std::move(source));
  }

  // The copied files by their paths from the root: in the context that has most of them.
  std::vector<std::string> from_context(const std::string& path, const std::vector<std::string>& written) const {
    std::set<std::string> contexts;
    if (const auto said = contexts_.find(path); said != contexts_.end()) contexts = said->second;
    if (contexts.empty()) {
      for (std::string folder = folder_of(path);; folder = folder_of(folder)) {
        contexts.insert(folder);
        if (folder.empty()) break;
      }
    }
    std::vector<std::string> best;
    // The deepest first: a lone "COPY . ." fits everywhere and means the nearest folder.
    for (auto context = contexts.rbegin(); context != contexts.rend(); ++context) {
      std::vector<std::string> here = existing(*context, written);
      if (here.size() > best.size()) best = std::move(here);
    }
    return best;
  }

  std::vector<std::string> existing(const std::string& context, const std::vector<std::string>& written) const {
    std::vector<std::string> out;
    for (const std::string& source : written) {
      // "/pb/x" is taken from the context too; a pattern stands for the folder that it is in.
      std::string plain = source.substr(0, source.find_first_of("*?["));
      if (plain.size() != source.size()) plain.resize(plain.rfind('/') == std::string::npos ? 0 : plain.rfind('/'));
      plain.erase(0, std::min(plain.find_first_not_of('/'), plain.size()));
      const auto at = resolved(context, plain);
      if (at && files_.has(*at)) out.push_back(*at);
    }
    return out;
  }

  // Where the program of a Dockerfile is: beside it, or in the one folder that it copies.
  std::optional<std::string> home_of(const std::string& folder, const std::vector<std::string>& sources) const {
    if (files_.has_program(folder)) {
      // An image to build or test in takes nothing of the program along.
      const auto known = out_.find(folder);
      const bool takes = std::ranges::any_of(sources, [&](const std::string& source) {
        return source == folder || beneath(source, folder) || beneath(folder, source);
      });
      if (takes || (known != out_.end() && known->second.manifest)) return folder;
      return std::nullopt;
    }
    std::set<std::string> homes;
    for (const std::string& source : sources) {
      if (!for_show(source) && files_.has_folder(source) && files_.has_program(source)) homes.insert(source);
    }
    for (auto home = homes.begin(); home != homes.end();) {  // one inside another counts once
      const bool inside = std::ranges::any_of(homes, [&](const auto& other) { return beneath(*home, other); });
      home = inside ? homes.erase(home) : std::next(home);
    }
    if (homes.size() != 1) return std::nullopt;
    return *homes.begin();
  }

  // A running thing that is called as a folder with a program in it, where nothing else says so.
  void workloads() {
    std::set<std::string> folders;
    for (const FileEntry& file : files_.all()) {
      if (family_of(file) == 0) continue;
      std::string folder = folder_of(file.path);
      while (std::ranges::count(folder, '/') > 1) folder = folder_of(folder);
      for (; !folder.empty(); folder = folder_of(folder)) {
        if (!folders.insert(folder).second) break;
      }
    }
    for (const std::string& folder : folders) {
      const auto named = names_.find(base_of(folder));
      if (named == names_.end() || for_show(folder) || ++workloads_ > most_names) continue;
      const bool taken = std::ranges::any_of(out_, [&](const auto& known) {
        return known.first == folder ||
               (!known.first.empty() && (beneath(known.first, folder) || beneath(folder, known.first)));
      });
      if (!taken) deploy(folder, named->second);
    }
  }

  const Files& files_;
  const Units::Read& read_;
  Candidates out_;
  std::set<std::string> holders_;                          // folders whose package.json holds others
  std::map<std::string, std::set<std::string>> contexts_;  // Dockerfile -> contexts that are said
  std::map<std::string, std::string, std::less<>> names_;  // of workloads -> where
  std::size_t workloads_ = 0, manifests_ = 0, dockerfiles_ = 0, deployments_ = 0;
};

}  // namespace

Candidates candidates(const Files& files, const Units::Read& read) { return Gathering(files, read).all(); }

}  // namespace weir::workspace::unit_parts
