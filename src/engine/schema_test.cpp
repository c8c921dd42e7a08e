// The schema validator and what may be repaired.
#include "engine/schema.h"

#include <gtest/gtest.h>

namespace weir::engine {
namespace {

struct Case {
  const char *what, *schema, *value;
  bool fits;
};

const Case cases[] = {
    {"type", R"({"type":"string"})", R"("a")", true},
    {"type wrong", R"({"type":"string"})", "1", false},
    {"type list", R"({"type":["string","null"]})", "null", true},
    {"integer takes 2.0", R"({"type":"integer"})", "2.0", true},
    {"integer refuses 2.5", R"({"type":"integer"})", "2.5", false},
    {"no type", R"({})", "[1]", true},
    {"false allows nothing", "false", "1", false},
    {"required", R"({"type":"object","required":["a"]})", "{}", false},
    {"required there", R"({"type":"object","required":["a"]})", R"({"a":null})", true},
    {"property", R"({"properties":{"a":{"type":"integer"}}})", R"({"a":"x"})", false},
    {"closed", R"({"properties":{"a":{}},"additionalProperties":false})", R"({"b":1})", false},
    {"rest has a schema", R"({"additionalProperties":{"type":"integer"}})", R"({"b":"x"})", false},
    {"enum", R"({"enum":["a",1]})", "1", true},
    {"enum wrong", R"({"enum":["a",1]})", R"("b")", false},
    {"const", R"({"const":{"a":[1]}})", R"({"a":[1.0]})", true},
    {"items", R"({"items":{"type":"string"}})", R"(["a",2])", false},
    {"prefixItems", R"({"prefixItems":[{"type":"string"}],"items":{"type":"integer"}})", R"(["a",2])", true},
    {"minItems", R"({"minItems":1})", "[]", false},
    {"maxItems", R"({"maxItems":1})", "[1,2]", false},
    {"uniqueItems", R"({"uniqueItems":true})", R"([{"a":1},{"a":1}])", false},
    {"minimum", R"({"minimum":3})", "2", false},
    {"exclusiveMaximum", R"({"exclusiveMaximum":3})", "3", false},
    {"multipleOf", R"({"multipleOf":0.1})", "0.3", true},
    {"multipleOf wrong", R"({"multipleOf":5})", "7", false},
    {"length in characters", R"({"maxLength":2})", R"("éé")", true},
    {"minLength", R"({"minLength":3})", R"("éé")", false},
    {"pattern", R"({"pattern":"^v[0-9]+$"})", R"("v12")", true},
    {"pattern wrong", R"({"pattern":"^v[0-9]+$"})", R"("12")", false},
    {"a broken pattern forbids nothing", R"({"pattern":"("})", R"("12")", true},
    {"anyOf", R"({"anyOf":[{"type":"string"},{"type":"integer"}]})", "1.5", false},
    {"oneOf both", R"({"oneOf":[{"type":"number"},{"minimum":0}]})", "1", false},
    {"allOf", R"({"allOf":[{"minimum":0},{"maximum":5}]})", "9", false},
    {"not", R"({"not":{"const":1}})", "1", false},
    {"ref", R"({"properties":{"p":{"$ref":"#/$defs/P"}},"$defs":{"P":{"required":["x"]}}})", R"({"p":{}})", false},
    {"ref to itself", R"({"$ref":"#"})", "1", false},
    {"minProperties", R"({"minProperties":1})", "{}", false},
};

TEST(Schema, Keywords) {
  for (const Case& c : cases) {
    const std::string why = misfit(json::parse(c.schema), json::parse(c.value));
    EXPECT_EQ(why.empty(), c.fits) << c.what << ": " << why;
  }
}

TEST(Schema, SaysWhere) {
  const json schema = json::parse(R"({"properties":{"list":{"items":{"type":"integer"}}}})");
  EXPECT_EQ(misfit(schema, json::parse(R"({"list":[1,"x"]})")), "/list/1: expected integer");
}

struct Fix {
  const char *schema, *value, *fixed;  // fixed: nullptr when there is no certain way
};

const Fix fixes[] = {
    {R"({"type":"integer"})", R"("42")", "42"},
    {R"({"type":"integer"})", R"("about 42")", nullptr},
    {R"({"type":"integer"})", R"("4.5")", nullptr},
    {R"({"type":"number"})", R"("4.5")", "4.5"},
    {R"({"type":"string"})", "5", R"("5")"},
    {R"({"type":"boolean"})", R"("True")", "true"},
    {R"({"type":"boolean"})", R"("yes")", nullptr},
    {R"({"type":"array","items":{"type":"string"}})", R"("a")", R"(["a"])"},
    {R"({"type":"object","required":["a"]})", R"("{\"a\": 1}")", R"({"a":1})"},
    {R"({"enum":["Debug","Info"]})", R"("info")", R"("Info")"},
    {R"({"enum":["a","A"]})", R"("á")", nullptr},
    {R"({"properties":{"a":{"type":"integer"}},"additionalProperties":false})", R"({"a":"1","note":"x"})",
     R"({"a":1})"},
    {R"({"type":"object","required":["a"]})", R"({"b":1})", nullptr},
};

TEST(Schema, RepairsOnlyWhatIsCertain) {
  for (const Fix& f : fixes) {
    json value = json::parse(f.value);
    const bool done = coerce(json::parse(f.schema), value);
    EXPECT_EQ(done, f.fixed != nullptr) << f.value;
    EXPECT_EQ(value.dump(), f.fixed != nullptr ? f.fixed : json::parse(f.value).dump());
  }
}

}  // namespace
}  // namespace weir::engine
