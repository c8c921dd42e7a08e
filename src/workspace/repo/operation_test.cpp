// Which operation a sentence asks for, and of what.
#include "workspace/repo/operation.h"

#include <gmock/gmock.h>

namespace weir::workspace {
namespace {

std::string operation_on(std::string_view text, std::string_view name) {
  for (const Mention& mention : mentions(text)) {
    if (mention.name == name && !mention.plain) return mention.operation;
  }
  return "";
}

struct Row {
  std::string_view text, name, operation;
};

TEST(WorkspaceOperation, VerbsThatReachUsers) {
  const Row rows[] = {
      {"Rename user_id to customer_id in order.proto.", "user_id", "rename"},
      {"please rename the field `quantity` in Line", "quantity", "rename"},
      {"Drop the column customer_email from the invoices table", "customer_email", "remove"},
      {"Change GET /orders/{id} to answer 404 for archived orders", "/orders/{id}", "meaning"},
      {"make parseOrder return null when the file is empty", "parseOrder", "meaning"},
      {"The default of requestTimeout should be 5 s.", "requestTimeout", "default"},
      {"Add a required parameter to sendReceipt()", "sendReceipt", "signature"},
      {"price_cents should be of type int64", "price_cents", "retype"},
      {"Rename user_id to customer_id and fix the tests.", "user_id", "rename"},
  };
  for (const Row& row : rows) EXPECT_EQ(operation_on(row.text, row.name), row.operation) << row.text;
}

TEST(WorkspaceOperation, HarmlessWorkAndNegationsAreNone) {
  for (const std::string_view text : {
           "Fix the typo in the README near user_id",
           "Write a docstring for user_id that says what it returns",
           "Add a unit test for the rename of user_id",
           "Do not rename user_id, only look at it",
           "Remove the comment above user_id",
           "Explain why user_id has this type",
           "What is user_id?",
       }) {
    EXPECT_EQ(operation_on(text, "user_id"), "") << text;
  }
}

TEST(WorkspaceOperation, TheSentenceTellsWhatStandsBeside) {
  const auto all = mentions("Look at README.md. Rename user_id in order.proto of Order.");
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all[0].name, "user_id");
  EXPECT_THAT(all[0].beside, testing::IsSupersetOf({"order.proto", "Order"}));
  EXPECT_THAT(all[0].beside, testing::Not(testing::Contains("README.md")));
}

TEST(WorkspaceOperation, AnyTextIsFineAndBounded) {
  EXPECT_TRUE(mentions("").empty());
  std::string hostile = "rename ";
  for (int i = 0; i < 5000; ++i) hostile += "a_b`'\" ";
  EXPECT_LE(mentions(hostile).size(), 64U);
}

}  // namespace
}  // namespace weir::workspace
