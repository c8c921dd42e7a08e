// Topics and queues: a literal counts where it is an argument, a key or a constant of messaging, and equals the name.
#include <map>
#include <set>

#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

constexpr std::initializer_list<std::string_view> messaging = {
    "topic", "queue", "channel", "stream", "subject", "exchange", "routingkey", "routing_key", "subscription"};
constexpr std::initializer_list<std::string_view> producing = {
    "publish", "produce",       "send",      "emit",           "enqueue",       "lpush",
    "rpush",   "xadd",          "putrecord", "put_record",     "writemessages", "newwriter",
    "writer",  "basic_publish", "dispatch",  "convertandsend", "newmessage",    "deliver"};
constexpr std::initializer_list<std::string_view> consuming = {"subscri", "consum",  "listen",  "receive", "newreader",
                                                               "reader",  "brpop",   "blpop",   "xread",   "poll",
                                                               "dequeue", "process", "handler", "worker"};
// Libraries whose calls take a topic or queue as an argument without saying so.
constexpr std::initializer_list<std::string_view> vendors = {
    "kafka", "rabbit",  "amqp",       "nats",        "pubsub",    "sqs",    "sns",    "redis",  "pulsar",
    "mqtt",  "kinesis", "servicebus", "eventhub",    "confluent", "sarama", "celery", "bullmq", "sidekiq",
    "jms",   "bunny",   "aiokafka",   "masstransit", "broker",    "messag", "event"};

constexpr int constants_followed = 100;  // each is looked for in the rest of the file

bool topic_like(std::string_view text) {
  if (text.size() < 3 || text.size() > 128) return false;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '/';
  };
  return std::ranges::all_of(text, allowed) && !text.starts_with('/') && !text.starts_with('.') &&
         !text.contains("://");
}

class Finder {
 public:
  explicit Finder(const Code& code) : code_(code) {
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (!code[i].is_word() && !code[i].is_string()) continue;
      const std::string low = lower(code[i].text.substr(0, 64));
      vendor_ = has_any(low, vendors);
      if (vendor_) break;
    }
  }

  std::vector<TopicLiteral> run() {
    for (std::size_t i = 0; i < code_.size() && vendor_; ++i) {
      if (code_[i].is_string() && topic_like(code_[i].text)) literal(i);
    }
    return std::move(out_);
  }

 private:
  void literal(std::size_t i) {
    const std::string label = lower(label_of(i));
    const bool labelled = has_any(label, messaging);
    std::string around = lower(calls_around(i));
    if (labelled && constant_name_.empty()) {
      add(i, role(around + " " + label, i), true);
    } else if (labelled) {
      std::string uses = around + " " + label;
      for (std::size_t k = i + 1; k < code_.size() && constants_ < constants_followed; ++k) {
        if (code_[k].is(constant_name_)) uses += " " + lower(calls_around(k));
      }
      ++constants_;
      add(i, role(uses, i), true);
    } else if (label.empty() && first_argument(i) && message_call(around)) {
      add(i, role(around, i), true);
    }
  }

  void add(std::size_t i, UseKind kind, bool sure) {
    out_.push_back({std::string(code_[i].text), kind, sure, code_[i].line});
  }

  // The key, keyword or variable that the literal is given to; sets constant_name_ for a variable.
  std::string label_of(std::size_t i) {
    constant_name_ = {};
    std::size_t at = i;
    while (at > 0 && (code_[at - 1].is('[') || code_[at - 1].is('{') || (code_[at - 1].is('(') && wrapper(at - 1))))
      --at;
    if (at < 2) return {};
    const bool colon = code_[at - 1].is(':') && !code_[at - 2].is(':');
    const bool equals = code_[at - 1].is('=');
    const bool arrow = code_[at - 1].is('>') && code_[at - 2].is('=');
    if (!colon && !equals && !arrow) return {};
    std::size_t name = at - 2;
    if (arrow || code_[name].is(':')) --name;
    if (equals && name > 1 && code_[name].is_word() && code_[name - 1].is(':')) name -= 2;  // const x: string = "..."
    if (code_[name].is_string()) return std::string(code_[name].text);
    if (!code_[name].is_word()) return {};
    const std::size_t call = code_.enclosing(i, "(");
    const bool keyword = equals && call < code_.size() && call + 200 > i && code_.enclosing(i, "({") == call;
    if (equals && !keyword) constant_name_ = code_[name].text;
    // const QUEUE string = "...": Go puts the type behind the name
    if (equals && name > 0 && code_[name].is("string") && code_[name - 1].is_word())
      constant_name_ = code_[name - 1].text;
    if (equals && !keyword && name > 0 && code_[name].is("string")) return std::string(code_[name - 1].text);
    // Rust: const X: &str = "..."
    if (equals && code_[name].is("str") && name > 2) {
      std::size_t back = name;
      while (back > 0 && back + 6 > name && !code_[back].is(':')) --back;
      if (back > 0 && code_[back - 1].is_word()) {
        constant_name_ = code_[back - 1].text;
        return std::string(constant_name_);
      }
    }
    return std::string(code_[name].text);
  }

  // String::from("x"), "x".to_string() and aws.String("x") around a literal mean the literal.
  bool wrapper(std::size_t open) const {
    return open > 0 &&
           one_of(code_[open - 1].text, {"String", "from", "listOf", "of", "arrayOf", "TopicName", "ChannelTopic"});
  }

  bool first_argument(std::size_t i) const {
    if (i == 0) return false;
    const Token& before = code_[i - 1];
    return before.is('(') || before.is('[') || before.is('&') ||
           (before.is(',') && code_.enclosing(i, "(") < code_.size());
  }

  std::string calls_around(std::size_t i) const {
    std::string out;
    std::size_t at = i;
    for (int n = 0; n < 4; ++n) {
      const std::size_t open = code_.enclosing(at, "(");
      if (open >= code_.size() || open == 0) break;
      out += " " + code_.callee(at);
      at = open;
    }
    const std::size_t brace = code_.enclosing(i, "{");
    if (brace < code_.size() && brace > 0 && code_[brace - 1].is_word()) out += " " + code_.chain(brace - 1);
    return out;
  }

  bool message_call(std::string_view around) const {
    const std::size_t second = around.find(' ', 1);
    const std::string_view nearest = around.substr(0, second);
    const bool logs =
        has_any(nearest, {"log", "print", "error", "warn", "debug", "config", "getenv", "require", "import"});
    return !logs && (has_any(nearest, messaging) ||
                     has_any(nearest, {"producerrecord", "sendtoqueue", "basic_publish", "basic_consume",
                                       "kafkaconsumer", "kafkalistener", "rabbitlistener", "jmslistener", "subscribe",
                                       "publish", "produce", "convertandsend", "kafkatemplate"}) ||
                     (has_any(nearest, vendors) && (has_any(nearest, producing) || has_any(nearest, consuming))));
  }

  UseKind role(const std::string& words, std::size_t) {
    const bool produces = has_any(words, producing) || words.contains("produc");
    const bool consumes = has_any(words, consuming);
    if (produces != consumes) return produces ? UseKind::write : UseKind::read;
    if (!file_role_) file_role_ = file_role();
    return *file_role_;
  }

  UseKind file_role() const {
    bool produces = false;
    bool consumes = false;
    for (std::size_t i = 0; i < code_.size(); ++i) {
      if (!code_[i].is_word()) continue;
      const std::string low = lower(code_[i].text.substr(0, 64));
      produces = produces ||
                 has_any(low, {"producer", "publish", "sendtoqueue", "kafkatemplate", "basic_publish", "newwriter"});
      consumes = consumes || has_any(low, {"consumer", "subscri", "listener", "newreader", "basic_consume"});
    }
    return produces && !consumes ? UseKind::write : UseKind::read;
  }

  const Code& code_;
  std::vector<TopicLiteral> out_;
  std::string_view constant_name_;
  std::optional<UseKind> file_role_;
  bool vendor_ = false;
  int constants_ = 0;
};

class TopicUses final : public CodeTie {
 public:
  explicit TopicUses(const TieInput& input) : input_(input) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      if (input.definitions[i].kind == DefinitionKind::topic) by_name_[input.definitions[i].name].push_back(i);
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (by_name_.empty()) return;
    for (const TopicLiteral& literal : topic_literals(file.code)) {
      const auto found = by_name_.find(literal.name);
      if (found == by_name_.end()) continue;
      for (const std::size_t i : found->second) {
        file.contracts.push_back(i);
        const Place& place = input_.definitions[i].place;
        if (place.file == file.path() && place.line == literal.line) continue;
        out.push_back(use_of(i, file.path(), literal.line, literal.name, "topic-literal", literal.kind, literal.sure));
      }
    }
  }

 private:
  const TieInput& input_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;
};

}  // namespace

std::vector<TopicLiteral> topic_literals(const Code& code) { return Finder(code).run(); }

std::unique_ptr<CodeTie> topic_uses(const TieInput& input) { return std::make_unique<TopicUses>(input); }

}  // namespace weir::workspace::edges
