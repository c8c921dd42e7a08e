// Git's own formats: "tree HEX\nparent HEX\n...\n\nmessage" and "MODE NAME\0" + 20 bytes.
#include "workspace/git/objects.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/limits.h"
#include "base/utf8.h"

namespace weir::workspace::git_parts {
namespace {

// Bytes that are no UTF-8 are taken for Latin-1, the usual encoding of old commits, whatever the commit claims.
std::string as_utf8(std::string_view bytes, std::size_t most) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size() && out.size() + 4 <= most;) {
    const std::size_t length = utf8_length(bytes, at);
    if (length == 0) {
      utf8_append(out, static_cast<unsigned char>(bytes[at++]));
    } else if (bytes[at] == '\0') {
      out += ' ';
      ++at;
    } else {
      out.append(bytes.substr(at, length));
      at += length;
    }
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

// "committer Name <mail> 1700000000 +0100"
std::int64_t time_of(std::string_view line) {
  const auto mail = line.rfind('>');
  if (mail == std::string_view::npos) return 0;
  line.remove_prefix(mail + 1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  std::int64_t seconds = 0;
  std::from_chars(line.data(), line.data() + line.size(), seconds);
  return seconds;
}

constexpr std::size_t most_parents = 64;  // an octopus of 66 is the record; the first is the one that counts

void header(std::string_view line, RawCommit& out, bool& has_tree) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return;
  const std::string_view key = line.substr(0, space), value = line.substr(space + 1);
  if (key == "committer") out.time = time_of(value);
  const auto id = object_id(value);
  if (!id) return;
  if (key == "tree") {
    out.tree = *id;
    has_tree = true;
  } else if (key == "parent" && out.parents.size() < most_parents) {
    out.parents.push_back(*id);
  }
}

TreeEntry::Kind kind_of(std::string_view mode) {
  if (mode == "40000" || mode == "040000") return TreeEntry::Kind::folder;
  return mode.starts_with("100") ? TreeEntry::Kind::file : TreeEntry::Kind::other;
}

}  // namespace

std::optional<RawCommit> parse_commit(std::string_view bytes) {
  RawCommit out;
  bool has_tree = false;
  while (!bytes.empty() && bytes.front() != '\n') {
    const auto end = bytes.find('\n');
    header(bytes.substr(0, end), out, has_tree);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  if (!has_tree) return std::nullopt;
  const auto text = bytes.find_first_not_of("\n ");
  if (text != std::string_view::npos) out.message = as_utf8(bytes.substr(text), limits::workspace_message_bytes);
  return out;
}

std::optional<ObjectId> parse_tag(std::string_view bytes) {
  constexpr std::string_view mark = "object ";
  if (!bytes.starts_with(mark)) return std::nullopt;
  return object_id(bytes.substr(mark.size(), 40));
}

std::optional<TreeEntry> TreeReader::next() {
  const auto space = rest_.find(' ');
  const auto zero = rest_.find('\0');
  TreeEntry out;
  const std::size_t id_bytes = out.id.bytes.size();
  if (space == std::string_view::npos || zero == std::string_view::npos || zero < space ||
      rest_.size() - zero - 1 < id_bytes) {
    rest_ = {};
    return std::nullopt;
  }
  out.kind = kind_of(rest_.substr(0, space));
  out.name = rest_.substr(space + 1, zero - space - 1);
  std::memcpy(out.id.bytes.data(), rest_.data() + zero + 1, id_bytes);
  rest_.remove_prefix(zero + 1 + id_bytes);
  return out;
}

int compare(const TreeEntry& a, const TreeEntry& b) {
  const std::size_t common = std::min(a.name.size(), b.name.size());
  if (const int order = a.name.substr(0, common).compare(b.name.substr(0, common)); order != 0) return order;
  const auto after = [&](const TreeEntry& entry) {
    if (entry.name.size() > common) return int{static_cast<unsigned char>(entry.name[common])};
    return entry.kind == TreeEntry::Kind::folder ? int{'/'} : 0;
  };
  return after(a) - after(b);
}

}  // namespace weir::workspace::git_parts
