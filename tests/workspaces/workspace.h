// A small workspace of this folder as the index would see it, with edits laid over its files. Nothing is written.
#pragma once
#include <cctype>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/tree/tree.h"
#include "workspace/units/units.h"

namespace weir::workspace::trial {

class Trial {
 public:
  explicit Trial(const std::string& root) : source_(work_tree(root)) {
    const auto listed = source_->list([this](FileEntry entry) {
      input_.files.push_back(std::move(entry));
      return true;
    });
    if (!listed) throw std::runtime_error(root + ": " + listed.error().message);
    input_.read = [this](std::string_view path) { return read(path); };
    input_.containing = [this](std::string_view word) { return containing(word); };
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  Result<std::string> read(std::string_view path) const {
    const auto edited = edits_.find(path);
    return edited == edits_.end() ? source_->read(path) : Result<std::string>(edited->second);
  }
  void write(const std::string& path, std::string text) {
    edits_[path] = std::move(text);
    for (std::uint32_t i = 0; i < input_.files.size(); ++i) {
      if (input_.files[i].path != path) continue;
      input_.files[i].blob = 0;
      if (!words_.empty()) add_words(i);  // words that went may stay: the index may name too many files, never too few
    }
  }

  std::shared_ptr<const EdgeTable> build() {
    for (FileEntry& file : input_.files) {
      if (file.blob == 0) file.blob = std::hash<std::string>{}(read(file.path).value_or(""));
    }
    units_ = Units::find(input_.files, input_.read);
    input_.units = &units_;
    notes.clear();
    return build_edges(input_, facts_, notes);
  }
  const EdgeInput& input() const { return input_; }
  const Units& units() const { return units_; }
  std::vector<std::string> notes;

 private:
  std::vector<std::uint32_t> containing(std::string_view word) {
    if (words_.empty()) {
      for (std::uint32_t i = 0; i < input_.files.size(); ++i) add_words(i);
    }
    const auto found = words_.find(word);
    return found == words_.end() ? std::vector<std::uint32_t>()
                                 : std::vector<std::uint32_t>(found->second.begin(), found->second.end());
  }
  void add_words(std::uint32_t i) {
    std::string word;
    for (const char c : read(input_.files[i].path).value_or("") + " ") {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0 || c == '_') {
        word += static_cast<char>(std::tolower(byte));
      } else if (!word.empty()) {
        words_[word].insert(i);
        word.clear();
      }
    }
  }

  std::unique_ptr<Source> source_;
  std::map<std::string, std::string, std::less<>> edits_;
  EdgeInput input_;
  Units units_;
  FactCache facts_;
  std::map<std::string, std::set<std::uint32_t>, std::less<>> words_;
};

inline std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = text.find(at);
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

inline std::string shown(const Place& place) { return place.file + ":" + std::to_string(place.line); }

}  // namespace weir::workspace::trial
