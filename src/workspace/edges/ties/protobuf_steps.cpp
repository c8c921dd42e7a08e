// From left to right, one part at a time; what is not understood is passed over.
#include "workspace/edges/ties/protobuf_steps.h"

#include <algorithm>

namespace weir::workspace::edges::proto {

bool word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@';
}

std::vector<Step> steps_of(std::string_view text) {
  std::vector<Step> out;
  std::size_t at = 0;
  while (at < text.size() && out.size() < 24) {
    const char c = text[at];
    if (text.substr(at, 2) == "=>") {
      out.push_back({Step::Kind::argument, {}, {}, false});
      at += 2;
    } else if (c == '[') {
      const auto end = text.find(']', at);
      if (end == std::string_view::npos) break;
      const auto inside = text.substr(at + 1, end - at - 1);
      if (inside.size() > 2 && inside.front() == '"')
        out.push_back({Step::Kind::key, inside.substr(1, inside.size() - 2), {}, false});
      else
        out.push_back({Step::Kind::index, {}, {}, false});
      at = end + 1;
    } else if (c == '"') {
      const auto end = text.find('"', at + 1);
      if (end == std::string_view::npos) break;
      out.push_back({Step::Kind::index, {}, {}, false});
      at = end + 1;
    } else if (text.substr(at, 2) == "()" || text.substr(at, 2) == "{}") {
      if (out.empty()) break;
      if (c == '(' && out.back().kind == Step::Kind::name)
        out.back().kind = Step::Kind::call;
      else if (c == '{')
        out.back().literal = true;
      at += 2;
    } else if (c == '<') {
      int open = 0;
      std::size_t end = at;
      while (end < text.size()) {
        if (text[end] == '<') ++open;
        if (text[end] == '>' && --open == 0) break;
        ++end;
      }
      if (!out.empty()) out.back().generic = text.substr(at, end - at + 1);
      at = std::min(end + 1, text.size());
    } else if (word(c)) {
      std::size_t end = at;
      while (end < text.size() && word(text[end])) ++end;
      out.push_back({Step::Kind::name, text.substr(at, end - at), {}, false});
      at = end;
    } else {
      ++at;
    }
  }
  return out;
}

}  // namespace weir::workspace::edges::proto
