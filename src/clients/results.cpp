// Reading what tools answered.
#include "clients/results.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "base/limits.h"

namespace weir::clients {
namespace {

constexpr std::size_t edge_bytes = 1024;         // of a result, at either end, where tools put what they say themselves
constexpr std::size_t message_bytes = 512;       // of a failure's message
constexpr std::size_t shown_bytes = 512 * 1024;  // of a shown file; tools cut at 50 KB
constexpr std::size_t json_bytes = 256 * 1024;   // of a result that is one JSON object

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::optional<int> number_at(std::string_view text) {
  const auto at = text.find_first_not_of(" :=");
  if (at == std::string_view::npos) return std::nullopt;
  int n = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), n);
  return error == std::errc{} ? std::optional(n) : std::nullopt;
}

// The last phrase wins: a tool's own line stands behind the program's output.
std::optional<int> status_in(std::string_view text) {
  constexpr std::array<std::string_view, 7> phrases = {
      "exited with code", "exit code", "exit status", "exit_code", "exitcode", "returncode", "exited with status"};
  std::optional<int> found;
  std::size_t where = 0;
  const std::string low = lowered(text);
  for (const std::string_view phrase : phrases) {
    const auto at = low.rfind(phrase);
    if (at == std::string::npos || (found && at < where)) continue;
    std::string_view rest = std::string_view(low).substr(at + phrase.size());
    while (rest.starts_with('"') || rest.starts_with('>') || rest.starts_with('*')) rest.remove_prefix(1);
    if (const auto n = number_at(rest)) {
      found = n;
      where = at;
    }
  }
  return found;
}

std::optional<int> status_in_json(std::string_view text) {
  const auto parsed = Json::parse(text);
  if (!parsed) return std::nullopt;
  for (const JsonValue object : {parsed->root(), (*parsed)["metadata"], (*parsed)["result"]}) {
    for (const std::string_view key : {"exit_code", "exitCode", "returncode", "status"}) {
      if (const auto n = object[key].integer()) return static_cast<int>(*n);
    }
  }
  return std::nullopt;
}

struct Phrase {
  std::string_view text, cls;
};
constexpr std::array phrases = {
    Phrase{"not found in file", "no match"},
    Phrase{"could not find the exact text", "no match"},
    Phrase{"no match", "no match"},
    Phrase{"did not appear verbatim", "no match"},
    Phrase{"failed to find", "no match"},
    Phrase{"matches of the string", "no match"},
    Phrase{"found multiple", "no match"},
    Phrase{"occurrences of", "no match"},
    Phrase{"modified since", "stale"},
    Phrase{"has been unexpectedly modified", "stale"},
    Phrase{"has not been read", "stale"},
    Phrase{"enoent", "not found"},
    Phrase{"does not exist", "not found"},
    Phrase{"no such file", "not found"},
    Phrase{"file not found", "not found"},
    Phrase{"not found", "not found"},
    Phrase{"eacces", "denied"},
    Phrase{"permission denied", "denied"},
    Phrase{"doesn't want to proceed", "denied"},
    Phrase{"rejected", "denied"},
    Phrase{"haven't granted", "denied"},
    Phrase{"denied", "denied"},
    Phrase{"timed out", "timeout"},
    Phrase{"timeout", "timeout"},
    Phrase{"inputvalidationerror", "invalid"},
    Phrase{"validation failed", "invalid"},
    Phrase{"invalid", "invalid"},
};

// Takes "   12\t" or "12→" or "12|" off a line; 0 where there is none.
unsigned take_number(std::string_view& line) {
  const auto first = line.find_first_not_of(' ');
  if (first == std::string_view::npos) return 0;
  unsigned n = 0;
  const auto [end, error] = std::from_chars(line.data() + first, line.data() + line.size(), n);
  if (error != std::errc{} || n == 0) return 0;
  std::string_view rest = line.substr(static_cast<std::size_t>(end - line.data()));
  for (const std::string_view mark : {"\t", "→", "|", " | "}) {
    if (!rest.starts_with(mark)) continue;
    line = rest.substr(mark.size());
    return n;
  }
  return 0;
}

struct Shown {
  std::string text;               // without numbers
  std::vector<unsigned> numbers;  // of its lines
};

// A read shows numbers from its first line on, or none. An edit's result (`first` 0) has words before them.
bool is_numbered(std::string_view shown, unsigned first) {
  for (std::size_t line = 0; line < (first == 0 ? 8U : 1U) && !shown.empty(); ++line) {
    std::string_view probe = shown.substr(0, shown.find('\n'));
    shown.remove_prefix(std::min(shown.size(), probe.size() + 1));
    if (take_number(probe) != 0) return true;
  }
  return false;
}

Shown unnumbered(std::string_view shown, unsigned first) {
  Shown out;
  std::string_view rest = shown.substr(0, shown_bytes);
  const bool numbered = is_numbered(rest, first);
  if (!numbered && first == 0) return out;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const unsigned number = numbered ? take_number(line) : first++;
    if (number == 0) continue;  // a tool's own remark between the lines
    out.numbers.push_back(number);
    out.text.append(line).push_back('\n');
  }
  return out;
}

}  // namespace

std::string text_of_result(const chat::Part& result) {
  std::string out;
  for (const chat::Part& part : result.parts) {
    if (part.kind != chat::Part::Kind::text) continue;
    if (!out.empty()) out += '\n';
    out += part.text;
  }
  return out;
}

std::optional<int> exit_status(std::string_view result) {
  if (result.starts_with('{') && result.size() <= json_bytes) return status_in_json(result);
  const std::string_view first = result.substr(0, std::min(edge_bytes, result.find("\n\n")));
  if (const auto n = status_in(first.substr(0, first.find('\n')))) return n;
  if (const auto n = status_in(result.substr(result.size() - std::min(edge_bytes, result.size())))) return n;
  return status_in(first);
}

std::string failure_class(std::string_view result) {
  const std::string low = lowered(result.substr(0, message_bytes));
  const std::string tail = lowered(result.substr(result.size() - std::min(edge_bytes, result.size())));
  if (tail.find("timed out after") != std::string::npos) return "timeout";
  if (exit_status(result)) return "exit";
  const auto it = std::ranges::find_if(phrases, [&](const Phrase& p) { return low.find(p.text) != std::string::npos; });
  return std::string(it == phrases.end() ? "other" : it->cls);
}

Lines locate(std::string_view shown, unsigned first, std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return {};
  const Shown file = unnumbered(shown, first);
  const auto at = file.text.find(text);
  if (at == std::string::npos || file.text.find(text, at + 1) != std::string::npos) return {};
  const auto line_at = [&](std::size_t offset) {
    const auto lines =
        static_cast<std::size_t>(std::ranges::count(std::string_view(file.text).substr(0, offset), '\n'));
    return lines < file.numbers.size() ? file.numbers[lines] : 0;
  };
  return {line_at(at), line_at(at + text.size() - 1)};
}

}  // namespace weir::clients
