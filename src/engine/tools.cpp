// The tools of a request, and the grammar that forces a call of one.
#include "engine/tools.h"

#include "engine/schema.h"
#include "json-schema-to-grammar.h"

namespace weir::engine {
namespace {

json any_object() { return json{{"type", "object"}}; }

json schema_of(const json& function) {
  if (!function.contains("parameters") || !function.at("parameters").is_object()) return any_object();
  json schema = function.at("parameters");
  if (!schema.contains("type") && !schema.contains("$ref") && !schema.contains("anyOf")) schema["type"] = "object";
  return schema;
}

bool convertible(const json& schema) {
  try {
    json_schema_to_grammar(schema);
    return true;
  } catch (const std::exception&) {
    return false;  // outside of what the converter knows: the arguments are then held to be an object, no more
  }
}

// A schema's references point into itself; put beside others it must carry its definitions along under own names.
void prefix_refs(json& node, const std::string& prefix) {
  if (node.is_array()) {
    for (std::size_t i = 0; i < node.size(); ++i) prefix_refs(node.at(i), prefix);
  }
  if (!node.is_object()) return;
  for (const auto& item : node.items()) {
    if (item.key() != "$ref" || !item.value().is_string()) {
      prefix_refs(item.value(), prefix);
      continue;
    }
    const std::string ref = item.value().get<std::string>();
    for (const std::string root : {"#/$defs/", "#/definitions/"}) {
      if (ref.starts_with(root)) item.value() = "#/$defs/" + prefix + ref.substr(root.size());
    }
  }
}

json take_definitions(json& schema, const std::string& prefix) {
  json all = json::object();
  for (const char* place : {"$defs", "definitions"}) {
    if (!schema.contains(place) || !schema.at(place).is_object()) continue;
    for (const auto& item : schema.at(place).items()) {
      json definition = item.value();
      prefix_refs(definition, prefix);
      all[prefix + item.key()] = definition;
    }
    schema.erase(place);
  }
  prefix_refs(schema, prefix);
  return all;
}

json call_schema(const Tool& tool, json arguments) {
  json properties = json::object();
  properties["name"] = json{{"const", tool.name}};
  properties["arguments"] = std::move(arguments);
  json schema = json::object();
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  schema["required"] = json::array({"name", "arguments"});
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace

std::string name_of(Repair repair) {
  switch (repair) {
    case Repair::recovered:
      return "recovered";
    case Repair::coerced:
      return "coerced";
    case Repair::none:
      break;
  }
  return "none";
}

ToolSet::ToolSet(const json& tools) {
  if (!tools.is_array()) return;
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const json& tool = tools.at(i);
    if (!tool.is_object() || !tool.contains("function") || !tool.at("function").is_object()) continue;
    const json& function = tool.at("function");
    if (!function.contains("name") || !function.at("name").is_string()) continue;
    tools_.push_back({function.at("name").get<std::string>(), schema_of(function)});
  }
}

const Tool* ToolSet::find(const std::string& name) const {
  for (const Tool& tool : tools_) {
    if (tool.name == name) return &tool;
  }
  return nullptr;
}

std::optional<Call> ToolSet::check(const std::string& name, const json& arguments, Repair so_far) const {
  const Tool* tool = find(name);
  if (tool == nullptr) return std::nullopt;
  json value = arguments;
  const bool fitted = fits(tool->schema, value);
  const bool valid = fitted || coerce(tool->schema, value);
  return Call{name, value.dump_safe(), valid && !fitted ? Repair::coerced : so_far, valid};
}

std::string ToolSet::grammar(const std::string& only) const {
  json alternatives = json::array(), definitions = json::object();
  for (std::size_t i = 0; i < tools_.size(); ++i) {
    if (!only.empty() && tools_[i].name != only) continue;
    json arguments = convertible(tools_[i].schema) ? tools_[i].schema : any_object();
    const json own = take_definitions(arguments, "t" + std::to_string(i) + "_");
    for (const auto& item : own.items()) definitions[item.key()] = item.value();
    alternatives.push_back(call_schema(tools_[i], std::move(arguments)));
  }
  json schema = json::object();
  schema["anyOf"] = std::move(alternatives);
  if (!definitions.empty()) schema["$defs"] = std::move(definitions);
  return json_schema_to_grammar(schema);
}

std::string ToolSet::instructions(const json& tools) const {
  std::string text = "You can call tools. The tools, one JSON object a line:\n<tools>\n";
  for (std::size_t i = 0; i < tools.size(); ++i) text += tools.at(i).at("function").dump_safe() + "\n";
  return text +
         "</tools>\nTo call a tool, answer with nothing but its name and arguments:\n"
         "<tool_call>\n{\"name\": \"the tool's name\", \"arguments\": {...}}\n</tool_call>\n"
         "What it returns comes back in <tool_response> tags. Answer in words when no tool is needed.";
}

}  // namespace weir::engine
