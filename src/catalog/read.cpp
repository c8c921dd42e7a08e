// data/*.toml to values.
#include "catalog/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "catalog/names.h"
#include "config/toml.h"

namespace weir::catalog {
namespace {

using config::Toml;
using config::TomlMember;

// One [[table]]: takes what it is asked for, and at the end nothing may be left. The first error stays.
class Row {
 public:
  Row(const Toml& table, std::string file) : table_(table), file_(std::move(file)) {
    if (!table.is(Toml::Type::table)) wrong(table.at, "is not a table");
  }

  std::string text(std::string_view key, bool required = true) {
    const Toml* v = take(key, required);
    if (v == nullptr) return {};
    if (!v->is(Toml::Type::string) || v->string.empty()) wrong(v->at, fmt::format("{} is not text", key));
    return v->string;
  }
  std::int64_t whole(std::string_view key, bool required = true) {
    const Toml* v = take(key, required);
    if (v == nullptr) return 0;
    if (!v->is(Toml::Type::integer) || v->integer < 0) wrong(v->at, fmt::format("{} is not a whole number", key));
    return v->integer;
  }
  double number(std::string_view key, double otherwise) {
    const Toml* v = take(key, false);
    if (v == nullptr) return otherwise;
    if (!v->is(Toml::Type::number) || !(v->number > 0)) wrong(v->at, fmt::format("{} is not a number above 0", key));
    return v->number;
  }
  bool flag(std::string_view key, bool otherwise) {
    const Toml* v = take(key, false);
    if (v == nullptr) return otherwise;
    if (!v->is(Toml::Type::boolean)) wrong(v->at, fmt::format("{} is not true or false", key));
    return v->boolean;
  }
  MicroUsd money(std::string_view key) {
    const Toml* v = take(key, true);
    if (v == nullptr) return {};
    const bool number = v->is(Toml::Type::number) || v->is(Toml::Type::integer);
    const auto usd = number ? micro_usd(v->number) : std::nullopt;
    if (!usd) wrong(v->at, fmt::format("{} is not an amount", key));
    return usd.value_or(MicroUsd{});
  }
  std::vector<std::string> texts(std::string_view key, bool required) {
    std::vector<std::string> out;
    const Toml* v = take(key, required);
    if (v == nullptr) return out;
    if (!v->is(Toml::Type::array)) wrong(v->at, fmt::format("{} is not a list", key));
    for (const Toml& item : v->items) {
      if (!item.is(Toml::Type::string) || item.string.empty()) wrong(item.at, fmt::format("{} holds no text", key));
      out.push_back(item.string);
    }
    return out;
  }
  template <class E>
  E word(std::string_view key) {
    const std::string name = text(key);
    const auto value = from_name<E>(name);
    if (!value) wrong(table_.at, fmt::format("{} is not a word of weir's", key));
    return value.value_or(E{});
  }
  const Toml* rows(std::string_view key) { return take(key, true); }

  void wrong(config::Mark at, std::string_view what) {
    if (!error_) error_ = config::fail_at(file_, at, what).error();
  }
  Result<void> end() {
    for (const TomlMember& member : table_.members) {
      if (std::ranges::find(taken_, member.key) == taken_.end())
        wrong(member.at, fmt::format("{} is not a key", member.key));
    }
    if (error_) return std::unexpected(*error_);
    return {};
  }
  config::Mark at() const { return table_.at; }

 private:
  const Toml* take(std::string_view key, bool required) {
    taken_.emplace_back(key);
    const Toml* v = table_.find(key);
    if (v == nullptr && required) wrong(table_.at, fmt::format("{} is missing", key));
    return v;
  }
  const Toml& table_;
  std::string file_;
  std::vector<std::string> taken_;
  std::optional<Error> error_;
};

// Calls back for each [[name]] of the file.
template <class F>
Result<void> each(const Toml& root, std::string_view name, const std::string& file, F&& read) {
  const Toml* list = root.find(name);
  if (list == nullptr || !list->is(Toml::Type::array)) {
    return fail(ErrorKind::invalid, fmt::format("{}: no [[{}]]", file, name));
  }
  for (const Toml& item : list->items) {
    Row row(item, file);
    read(row);
    TRY_VOID(row.end());
  }
  return {};
}

void read_model(Row& row, Data& data) {
  Model m;
  m.name = row.text("name");
  m.provider = row.text("provider", false);
  m.cls = row.word<Class>("class");
  m.context.n = row.whole("context");
  m.max_output.n = row.whole("max_output");
  for (const std::string& name : row.texts("offers", true)) {
    const auto need = from_name<Need>(name);
    if (!need)
      row.wrong(row.at(), fmt::format("offers holds {}, which is no need", name));
    else
      m.offers.push_back(*need);
  }
  m.licence = row.text("licence");
  m.aliases = row.texts("aliases", false);
  m.current = row.flag("current", true);
  m.bytes_per_token = row.number("bytes_per_token", m.bytes_per_token);
  if (has(data.models, m.name, &Model::name)) row.wrong(row.at(), m.name + " stands twice");
  data.models.push_back(std::move(m));
}

void read_provider(Row& row, Data& data) {
  data.providers.push_back(
      {row.text("name"), row.text("kind"), row.text("base_url"), row.text("key_env"), row.texts("families", true)});
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::ranges::all_of(text, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

void read_price(Row& row, Data& data) {
  PriceRow p;
  p.model = row.text("model");
  p.from = row.text("from");
  p.above.n = row.whole("above", false);
  p.price = {row.money("in"), row.money("out"), row.money("cache_read"), row.money("cache_write"), p.from};
  if (!is_date(p.from)) row.wrong(row.at(), "from is not a date as 2026-11-24");
  data.prices.push_back(std::move(p));
}

void read_part(const Toml& item, Model& model, Row& weight) {
  Row row(item, "weights.toml");
  Source s{row.text("kind"), row.text("name"),          row.text("version"),
           row.text("file"), row.text("sha256", false), static_cast<std::uint64_t>(row.whole("bytes", false))};
  if (const auto end = row.end(); !end) weight.wrong(item.at, end.error().message);
  model.sources.push_back(std::move(s));
}

void read_weight(Row& row, Data& data) {
  const std::string name = row.text("model");
  const auto model = std::ranges::find(data.models, name, &Model::name);
  if (model == data.models.end()) return row.wrong(row.at(), name + " is no model of models.toml");
  model->file = row.text("file");
  model->file_bytes = static_cast<std::uint64_t>(row.whole("bytes"));
  model->sha256 = row.text("sha256");
  const Toml* parts = row.rows("part");
  if (parts == nullptr) return;
  for (const Toml& part : parts->items) read_part(part, *model, row);
}

}  // namespace

std::optional<MicroUsd> micro_usd(double dollars) {
  constexpr double most = 1e6;
  if (!(dollars >= 0 && dollars <= most)) return std::nullopt;
  const double micro = dollars * 1e6;
  const std::int64_t n = std::llround(micro);
  if (std::abs(micro - static_cast<double>(n)) > 1e-3) return std::nullopt;
  return MicroUsd{n};
}

Result<Data> read_data(std::string_view models, std::string_view prices, std::string_view weights) {
  Data data;
  TRY(const Toml model_file, config::parse_toml(models, "models.toml"));
  TRY_VOID(each(model_file, "model", "models.toml", [&](Row& row) { read_model(row, data); }));
  TRY_VOID(each(model_file, "provider", "models.toml", [&](Row& row) { read_provider(row, data); }));
  TRY(const Toml price_file, config::parse_toml(prices, "prices.toml"));
  TRY_VOID(each(price_file, "price", "prices.toml", [&](Row& row) { read_price(row, data); }));
  TRY(const Toml weight_file, config::parse_toml(weights, "weights.toml"));
  TRY_VOID(each(weight_file, "weight", "weights.toml", [&](Row& row) { read_weight(row, data); }));
  std::ranges::sort(data.prices, {}, [](const PriceRow& p) { return std::tuple(p.model, p.from, p.above); });
  return data;
}

}  // namespace weir::catalog
