// print: the whole page of `weir why`, and the header's line.
#include "decision/print.h"

#include <fmt/format.h>

#include <array>

#include "decision/columns.h"

namespace weir::print {
namespace {

constexpr std::size_t page = 100, label_cells = 13, header_bytes = 200;
constexpr std::size_t what_at = 33;    // the second column of a list
constexpr std::size_t list_rows = 12;  // of one list; the rest is in the JSON

// The label once, the lines beside it.
void add_lines(std::string& out, std::string_view label, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) out += padded(i == 0 ? label : "", label_cells) + lines[i] + "\n";
}

void add_row(std::string& out, std::string_view label, std::string_view text) {
  if (!text.empty()) add_lines(out, label, wrapped(text, page - label_cells));
}

// Two columns; the second hangs under itself, and begins a line of its own behind a long name.
std::vector<std::string> entry_lines(const Entry& e) {
  std::vector<std::string> lines = wrapped(e.who, page - label_cells);
  const std::vector<std::string> what = wrapped(e.what, page - label_cells - what_at);
  const bool beside = lines.size() == 1 && cells(lines.front()) + 2 <= what_at;
  if (beside) lines.front() = padded(lines.front(), what_at) + what.front();
  for (std::size_t i = beside ? 1 : 0; i < what.size(); ++i) lines.push_back(std::string(what_at, ' ') + what[i]);
  return lines;
}

void add_entries(std::string& out, std::string_view label, const std::vector<Entry>& list) {
  for (std::size_t i = 0; i < list.size() && i < list_rows; ++i)
    add_lines(out, i == 0 ? label : "", entry_lines(list[i]));
  if (list.size() > list_rows) add_lines(out, "", {fmt::format("and {} more: --json", list.size() - list_rows)});
}

void add_because(std::string& out, const std::vector<std::string>& list) {
  for (std::size_t i = 0; i < list.size(); ++i) add_row(out, i == 0 ? "because" : "", list[i]);
}

std::string words(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c == '_') c = ' ';
  }
  return out;
}

std::string head(const Why& w) {
  std::string out = w.id.v + "   " + w.time;
  const auto also = [&](const std::string& text) {
    if (!text.empty()) out += "   " + text;
  };
  if (w.ask) also(w.ask->client);
  if (!w.session.id.empty()) also(fmt::format("session {} turn {}", w.session.id.substr(0, 8), w.session.turn));
  if (w.ask) also(words(name(w.ask->kind)));
  if (w.ask && !w.ask->agent.empty()) also("agent " + w.ask->agent.substr(0, 8));
  also(short_path(w.session.workspace, w.home));
  return clean(out);
}

std::string last_row(const Why& w) {
  std::string out = w.ask ? advice(w.view, w.advice) : "";
  if (!w.replay.empty()) out += (out.empty() ? "replay  " : "     replay  ") + w.replay;
  return out + (out.empty() ? "" : "     ") + "more: weir why " + w.id.v.substr(0, 10) + " --json";
}

std::string coloured(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> marks = {std::pair{"●", "\x1b[32m●\x1b[0m"},
                                                                                  std::pair{"○", "\x1b[36m○\x1b[0m"}};
  for (const auto& [plain, paint] : marks) {
    for (std::size_t at = text.find(plain); at != std::string::npos; at = text.find(plain, at + paint.size())) {
      text.replace(at, plain.size(), paint);
    }
  }
  return text;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string ascii(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> known = {
      std::pair{"≈", "~"}, std::pair{"→", "->"}, std::pair{"≥", ">="},
      std::pair{"–", "-"}, std::pair{"● ", ""},  std::pair{"○ ", ""}};
  for (const auto& [from, to] : known) replace_all(text, from, to);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f)
      out += c;
    else if (byte >= 0xc0 || byte < 0x80)
      out += '?';  // once for each character that ASCII has not
  }
  return out;
}

}  // namespace

bool same_choice(const Decision& a, const Decision& b) { return a.target == b.target; }

std::string header(const Decision& d) {
  std::string out = d.target ? d.target->v + " by " + std::string(name(d.by)) : "not sent, " + d.refusal_class;
  for (std::size_t i = 0; i < d.reasons.size(); ++i) out += (i == 0 ? ": " : "; ") + d.reasons[i];
  for (const std::string& warning : d.warnings) out += "; warning: " + warning;
  out = ascii(clean(out));
  if (out.size() > header_bytes) out = out.substr(0, header_bytes - 3) + "...";
  return out;
}

std::string why(const Why& w, Colour colour) {
  std::string out;
  for (const std::string& line : wrapped(head(w), page)) out += line + "\n";
  out += "\n";
  if (w.ask) {
    add_row(out, "asked", asked(*w.ask, w.session));
    add_row(out, "went", went(w.view, w.decision, w.outcome));
    add_because(out, because(w.decision, w.view.ripple.age));
    add_entries(out, "rejected", rejected(w.view, w.decision));
    add_entries(out, "denied", denied(w.view, w.verdicts));
    add_row(out, "ripple", ripple(w.view));
    add_row(out, "hint", hint(w.view));
    add_row(out, "switch", switched(w.decision));
    if (w.decision.target) add_row(out, "cost", cost(w));
    add_row(out, "sent", sent(w));
  }
  if (w.outcome) add_row(out, "stream", stream(*w.outcome));
  add_row(out, w.ask ? "advice" : "", last_row(w));
  return colour == Colour::ansi ? coloured(std::move(out)) : out;
}

}  // namespace weir::print
