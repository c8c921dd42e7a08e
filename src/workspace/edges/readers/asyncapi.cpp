// AsyncAPI 2 and 3: channels are topics; the properties of their messages are owned by the message's schema.
#include <algorithm>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/document.h"
#include "workspace/edges/readers/readers.h"
#include "workspace/edges/readers/schema.h"

namespace weir::workspace::edges {
namespace {

struct Channels {
  std::string_view path;
  const Node& root;
  std::vector<Definition>& out;

  void read() {
    const Node* channels = root.get("channels");
    if (channels) {
      for (const Node& channel : channels->children) one(channel);
    }
    const Node* schemas = root.at({"components", "schemas"});
    if (!schemas) return;
    for (const Node& schema : schemas->children) add_schema(path, schema.key, schema, "asyncapi-property", out);
  }

  void one(const Node& channel) {
    const Node* address = channel.get("address");  // version 3 names the topic here, 2 by the key
    Definition topic = define({path, "asyncapi-topic"}, DefinitionKind::topic, address ? address->value : channel.key,
                              address ? address->line : channel.key_line);
    for (const std::string_view how : {"publish", "subscribe"}) {
      const Node* operation = channel.get(how);
      if (operation && operation->get("message")) message(*operation->get("message"), topic);
    }
    if (const Node* messages = channel.get("messages")) {
      for (const Node& each : messages->children) message(each, topic);
    }
    out.push_back(std::move(topic));
  }

  void message(const Node& node, Definition& topic) {
    const Node& target = local_reference(root, node);
    const Node* payload = target.get("payload");
    if (!payload) return;
    const std::string type = schema_type(*payload);
    std::string owner = is_plain_type(type) ? topic.name + ".payload" : without_list(type);
    if (is_plain_type(type) && !add_schema(path, owner, *payload, "asyncapi-property", out)) return;
    if (!topic.type.empty()) topic.type += ' ';
    topic.type += owner;
  }
};

bool claims(std::string_view path, std::string_view head) {
  return is_document(path) && (head.contains("asyncapi:") || head.contains("\"asyncapi\""));
}

void read(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const std::vector<Node> all = documents(path, text);
  if (all.empty() || !all.front().get("asyncapi")) return;
  Channels{path, all.front(), out}.read();
}

}  // namespace

Reader asyncapi_reader() { return {"asyncapi", claims, read}; }

}  // namespace weir::workspace::edges
