// toml++ to plain values; the only place that includes it.
#include "config/toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "config/toml_scan.h"

// toml++ 3.3.0 asserts what bad input breaks ("[.x]") just before it reports that very error: a debug build aborts, and
// with NDEBUG the assertion is a promise to the optimiser. Without either, the report comes.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(expr) static_cast<void>(0)
#pragma push_macro("NDEBUG")
#undef NDEBUG
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <toml++/toml.h>
#pragma clang diagnostic pop
#pragma pop_macro("NDEBUG")

namespace weir::config {
namespace {

constexpr std::string_view kGeneralHelp = "write KEY = VALUE, text in quotes; weir config --example shows every key";

Mark mark(const toml::source_position& p) { return {p.line, p.column}; }

// The parser counts a missing end as one column past the text and may quote one character; it never quotes values,
// except numbers that do not fit.
std::string reason(std::string_view description) {
  constexpr std::string_view prefix = "Error while parsing ";
  if (description.starts_with(prefix)) description.remove_prefix(prefix.size());
  std::string text(description);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

struct Reader {
  const std::string& file;
  std::size_t depth = 0;

  Result<Toml> read(const toml::node& node) {
    Toml out;
    out.at = mark(node.source().begin);
    if (++depth > limits::json_depth) return fail_at(file, out.at, "nested too deeply", "write fewer levels");
    TRY_VOID(fill(out, node));
    --depth;
    return out;
  }

  Result<void> fill(Toml& out, const toml::node& node) {
    switch (node.type()) {
      case toml::node_type::table:
        return fill_table(out, *node.as_table());
      case toml::node_type::array:
        return fill_array(out, *node.as_array());
      case toml::node_type::string:
        out.type = Toml::Type::string;
        out.string = node.as_string()->get();
        return {};
      case toml::node_type::integer:
        out.type = Toml::Type::integer;
        out.integer = node.as_integer()->get();
        out.number = static_cast<double>(out.integer);
        return {};
      case toml::node_type::floating_point:
        out.type = Toml::Type::number;
        out.number = node.as_floating_point()->get();
        return {};
      case toml::node_type::boolean:
        out.type = Toml::Type::boolean;
        out.boolean = node.as_boolean()->get();
        return {};
      default:
        out.type = Toml::Type::other;
        return {};
    }
  }

  Result<void> fill_table(Toml& out, const toml::table& table) {
    out.type = Toml::Type::table;
    for (const auto& [key, value] : table) {
      TRY(Toml child, read(value));
      out.members.push_back({std::string(key.str()), mark(key.source().begin), std::move(child)});
    }
    // toml++ keeps a table sorted by name; people read errors and lists in the file's order.
    std::ranges::sort(out.members, {}, [](const TomlMember& m) { return std::tuple(m.at.line, m.at.column, m.key); });
    return {};
  }

  Result<void> fill_array(Toml& out, const toml::array& array) {
    out.type = Toml::Type::array;
    for (const toml::node& item : array) {
      TRY(Toml child, read(item));
      out.items.push_back(std::move(child));
    }
    return {};
  }
};

}  // namespace

std::unexpected<Error> fail_at(const std::string& file, Mark at, std::string_view message, std::string help) {
  return fail(ErrorKind::invalid, fmt::format("{}:{}:{}: {}", file, at.line, at.column, message), std::move(help));
}

const Toml* Toml::find(std::string_view key) const {
  const auto it = std::ranges::find(members, key, &TomlMember::key);
  return it == members.end() ? nullptr : &it->value;
}

Result<Toml> parse_toml(std::string_view text, const std::string& file) {
  TRY_VOID(scan_toml(text, file));
  const toml::parse_result parsed = toml::parse(text, std::string_view(file));
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    if (error.description().contains("cannot redefine")) {
      return fail_at(file, mark(error.source().begin), "this name stands twice", "delete one of the two");
    }
    return fail_at(file, mark(error.source().begin), reason(error.description()), std::string(kGeneralHelp));
  }
  return Reader{file}.read(parsed.table());
}

}  // namespace weir::config
