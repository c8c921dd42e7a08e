// Edits: the bytes between them stay as they came.
#include "chat/edit.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(Edit, NothingToDoGivesTheSameBytes) {
  EXPECT_EQ(weir::apply("{\"a\" : 1}", {}), "{\"a\" : 1}");
  EXPECT_EQ(weir::apply("", {}), "");
}

TEST(Edit, ReplacesInsertsAndDropsInOnePass) {
  const std::string body = R"({"model":"a","x":1,"y":2})";
  const std::vector<Edit> edits = {{9, 3, "\"bigger\"", "model"}, {13, 6, "", "strip"}, {24, 0, ",\"z\":3", "add"}};
  EXPECT_EQ(weir::apply(body, edits), R"({"model":"bigger","y":2,"z":3})");
}

TEST(Edit, WorksAtBothEndsAndOnNeighbours) {
  EXPECT_EQ(weir::apply("abcd", {{0, 1, "A", ""}, {1, 1, "B", ""}, {3, 1, "", ""}, {4, 0, "!", ""}}), "ABc!");
  EXPECT_EQ(weir::apply("abcd", {{0, 4, "", ""}}), "");
}

}  // namespace
}  // namespace weir
