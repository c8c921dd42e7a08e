// Names in every convention, and what is no accessor.
#include "workspace/edges/names.h"

#include <gtest/gtest.h>

namespace weir::workspace::edges {
namespace {

TEST(EdgesNames, Conventions) {
  EXPECT_EQ(words_of("HTTPServerID2"), (std::vector<std::string>{"http", "server", "id2"}));
  for (const auto* name : {"user_id", "userId", "UserID", "USER_ID", "user-id"}) {
    EXPECT_EQ(snake(name), "user_id") << name;
    EXPECT_EQ(camel(name), "userId") << name;
    EXPECT_EQ(pascal(name), "UserId") << name;
    EXPECT_EQ(screaming(name), "USER_ID") << name;
    EXPECT_EQ(kebab(name), "user-id") << name;
  }
}

TEST(EdgesNames, Accessors) {
  for (const auto* name : {"user_id", "UserId", "userId", "user_id_", "USER_ID"})
    EXPECT_EQ(accessor_of(name, "user_id"), Access::plain) << name;
  for (const auto* name : {"GetUserId", "getUserIdList", "get_user_id", "getUserIdBytes"})
    EXPECT_EQ(accessor_of(name, "user_id"), Access::read) << name;
  for (const auto* name : {"setUserId", "addAllUserId", "mutable_user_id", "clearUserId", "withUserId"})
    EXPECT_EQ(accessor_of(name, "user_id"), Access::write) << name;
  EXPECT_EQ(accessor_of("hasUserId", "user_id"), Access::test);
  for (const auto* name : {"getUserIdentity", "user_ids", "superUserId", "", "user"})
    EXPECT_EQ(accessor_of(name, "user_id"), Access::none) << name;
}

}  // namespace
}  // namespace weir::workspace::edges
