// Gathering: migrations in their order, and what programs declare by literals.
#include "workspace/edges/gather.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t gathered_files = 4'000;  // that declare routes or topics; a large monorepo has some hundred
constexpr std::size_t gathered_bytes = 24 * 1024 * 1024;  // lexed for that

// 2 before 10, V2 before V10, dates as they are.
bool natural_less(std::string_view a, std::string_view b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    if (digit(a[i]) && digit(b[k])) {
      std::size_t i_end = i;
      std::size_t k_end = k;
      while (i_end < a.size() && digit(a[i_end])) ++i_end;
      while (k_end < b.size() && digit(b[k_end])) ++k_end;
      std::string_view x = a.substr(i, i_end - i);
      std::string_view y = b.substr(k, k_end - k);
      x.remove_prefix(std::min(x.find_first_not_of('0'), x.size()));
      y.remove_prefix(std::min(y.find_first_not_of('0'), y.size()));
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      i = i_end;
      k = k_end;
    } else {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i;
      ++k;
    }
  }
  return a.size() - i < b.size() - k;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

// One folder's tables while its files are played. Columns are kept in the order in which they came and found by name:
// a dump may create a table of a hundred thousand.
class Tables {
 public:
  void play(const Definition& step) {
    if (step.kind == DefinitionKind::table) {
      table(step);
    } else {
      column(step);
    }
  }
  void take(std::vector<Definition>& out) {
    for (auto& [name, one] : tables_) {
      if (one.table) out.push_back(std::move(*one.table));
      for (auto& each : one.columns) {
        if (!each) continue;
        if (one.renamed) each->owner = *one.renamed;
        out.push_back(std::move(*each));
      }
    }
  }

 private:
  struct Table {
    std::optional<Definition> table;
    std::optional<std::string> renamed;              // its columns belong to this name now
    std::vector<std::optional<Definition>> columns;  // nothing: dropped
    std::map<std::string, std::size_t> by_name;      // lower case
  };

  void table(const Definition& step) {
    const std::string key = lower(step.name);
    if (step.rule == "sql-table") {
      if (!tables_[key].table) tables_[key].table = step;
    } else if (step.rule == "sql-drop") {
      tables_.erase(key);
    } else if (auto node = tables_.extract(key); !node.empty()) {  // renamed; the name now stands there
      node.key() = lower(step.type);
      node.mapped().renamed = step.type;
      if (node.mapped().table) {
        node.mapped().table->name = step.type;
        node.mapped().table->place = step.place;
      }
      tables_.insert(std::move(node));
    }
  }

  void column(const Definition& step) {
    Table& table = tables_[lower(step.owner)];
    const auto known = table.by_name.find(lower(step.name));
    if (step.rule == "sql-column") {
      if (known != table.by_name.end()) return;
      table.by_name.emplace(lower(step.name), table.columns.size());
      table.columns.emplace_back(step);
    } else if (known == table.by_name.end()) {
      return;
    } else if (step.rule == "sql-drop") {
      table.columns[known->second].reset();
      table.by_name.erase(known);
    } else if (step.rule == "sql-rename") {
      const std::size_t at = known->second;
      table.columns[at]->name = step.type;
      table.columns[at]->place = step.place;
      table.by_name.erase(known);
      table.by_name.emplace(lower(step.type), at);
    } else if (step.rule == "sql-retype" && !step.type.empty()) {
      table.columns[known->second]->type = step.type;
      table.columns[known->second]->place = step.place;
    }
  }

  std::map<std::string, Table> tables_;
};

// --- declared in code
constexpr std::initializer_list<std::string_view> routing_words = {
    "router",     "express",     "flask",          "fastapi",       "apirouter",    "blueprint",      "newrouter",
    "servemux",   "newservemux", "handlefunc",     "gin",           "echo",         "fiber",          "fastify",
    "hono",       "koa",         "mapget",         "mappost",       "mapput",       "mapdelete",      "webapplication",
    "getmapping", "postmapping", "putmapping",     "deletemapping", "patchmapping", "requestmapping", "httpget",
    "httppost",   "sinatra",     "routes",         "axum",          "actix_web",    "warp",           "rocket",
    "ktor",       "routing",     "crow",           "httplib",       "slim",         "route",          "restcontroller",
    "jakarta",    "urlpatterns", "nextapirequest", "nextrequest",   "javalin",      "starlette"};
constexpr std::initializer_list<std::string_view> producing_words = {
    "producer",    "kafka",         "amqp",           "rabbitmq", "nats",   "pubsub",   "publish",
    "sendtoqueue", "kafkatemplate", "producerrecord", "sarama",   "bunny",  "celery",   "bullmq",
    "sqs",         "sns",           "kinesis",        "mqtt",     "pulsar", "publisher"};

std::vector<std::uint32_t> files_with(const EdgeInput& input, std::initializer_list<std::string_view> words) {
  std::vector<std::uint32_t> out;
  for (const std::string_view word : words) {
    const auto files = input.containing(word);
    out.insert(out.end(), files.begin(), files.end());
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  std::erase_if(out, [&input](std::uint32_t i) {
    return i >= input.files.size() || input.files[i].cls != FileClass::source || !is_code(input.files[i].language);
  });
  return out;
}

// What every service has says nothing about who calls whom.
bool everywhere(std::string_view path) {
  return one_of(path, {"/", "/health", "/healthz", "/_healthz", "/ready", "/readyz", "/livez", "/live", "/metrics",
                       "/favicon.ico", "/ping", "/status", "/version", "/*", "/{}", "/robots.txt", "/static", "/docs"});
}

class Declared {
 public:
  Declared(const EdgeInput& input, std::vector<Definition>& out) : input_(input), out_(out) {
    for (const Definition& one : out) {
      if (one.kind == DefinitionKind::topic) topics_.insert(one.name);
      if (one.kind != DefinitionKind::route) continue;
      const HttpPath route = route_of(one.name);
      known_.insert(route.verb + " " + route.path);
      known_paths_.insert(route.path);
    }
  }

  void file(const FileEntry& entry, std::string_view text) {
    const Code code(text, entry.language);
    const std::string unit = std::to_string(input_.units->of(entry.path));
    if (const auto served = file_route(entry.path)) by_name(entry.path, code, *served, unit);
    for (const RouteLiteral& literal : route_literals(code)) {
      if (literal.role == RouteRole::serve) route(entry.path, literal.path.path, literal.verb, literal.line, unit);
    }
    for (const TopicLiteral& literal : topic_literals(code)) {
      if (literal.kind != UseKind::write || !literal.sure || !topics_.insert(literal.name).second) continue;
      out_.push_back(define({entry.path, "source-topic"}, DefinitionKind::topic, literal.name, literal.line));
    }
  }

 private:
  static Definition define(std::pair<std::string_view, std::string_view> by, DefinitionKind kind, std::string_view name,
                           std::uint32_t line) {
    Definition out;
    out.kind = kind;
    out.name = name;
    out.place = {std::string(by.first), line};
    out.rule = by.second;
    return out;
  }

  void route(std::string_view path, const std::string& route, const std::string& verb, std::uint32_t line,
             const std::string& unit) {
    if (everywhere(route) || known_.contains(verb + " " + route)) return;
    if (verb.empty() && known_paths_.contains(route)) return;
    if (!seen_.insert(unit + " " + verb + " " + route).second) return;
    out_.push_back(
        define({path, "source-route"}, DefinitionKind::route, verb.empty() ? route : verb + " " + route, line));
  }

  // Next's and SvelteKit's files are routes by their names; exported GET and POST are its verbs.
  void by_name(std::string_view path, const Code& code, const std::string& served, const std::string& unit) {
    bool verbs = false;
    std::uint32_t line = 0;
    for (std::size_t i = 0; i + 3 < code.size(); ++i) {
      if (!code[i].is("export")) continue;
      if (line == 0) line = code[i].line;
      for (std::size_t k = i + 1; k < i + 4; ++k) {
        if (!one_of(code[k].text, {"GET", "POST", "PUT", "PATCH", "DELETE"})) continue;
        verbs = true;
        route(path, served, std::string(code[k].text), code[k].line, unit);
      }
    }
    if (!verbs && line != 0) route(path, served, "", line, unit);
  }

  const EdgeInput& input_;
  std::vector<Definition>& out_;
  std::set<std::string, std::less<>> known_, known_paths_, seen_, topics_;
};

}  // namespace

void settle_sql(std::vector<Definition>& definitions) {
  std::vector<Definition> steps;
  std::erase_if(definitions, [&steps](Definition& one) {
    if (!one.rule.starts_with("sql-")) return false;
    steps.push_back(std::move(one));
    return true;
  });
  std::vector<std::size_t> order(steps.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&steps](std::size_t a, std::size_t b) {
    const std::string& x = steps[a].place.file;
    const std::string& y = steps[b].place.file;
    return x == y ? a < b : natural_less(x, y);
  });
  std::map<std::string, Tables> folders;
  for (const std::size_t i : order) folders[folder_of(steps[i].place.file)].play(steps[i]);
  for (auto& [folder, tables] : folders) tables.take(definitions);
}

void gather_routes_and_topics(const EdgeInput& input, std::vector<Definition>& definitions,
                              std::vector<std::string>& notes) {
  if (!input.units || input.units->all().size() < 2) return;  // nobody to tie them to
  std::vector<std::uint32_t> files = files_with(input, routing_words);
  const std::vector<std::uint32_t> more = files_with(input, producing_words);
  files.insert(files.end(), more.begin(), more.end());
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  Declared declared(input, definitions);
  std::size_t bytes = 0;
  std::size_t read = 0;
  for (const std::uint32_t i : files) {
    if (++read > gathered_files || bytes > gathered_bytes) {
      notes.emplace_back("routes: files after " + input.files[i].path + " were not looked into");
      return;
    }
    const auto text = input.read(input.files[i].path);
    if (!text) continue;
    bytes += text->size();
    declared.file(input.files[i], *text);
  }
}

void gather(const EdgeInput& input, std::vector<Definition>& definitions, std::vector<std::string>& notes) {
  settle_sql(definitions);
  gather_routes_and_topics(input, definitions, notes);
  gather_exports(input, definitions, notes);
}

}  // namespace weir::workspace::edges
