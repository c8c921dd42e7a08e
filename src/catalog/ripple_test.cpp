// data/ripple.toml is whole, and what is no number is refused with its line.
#include "catalog/ripple.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::catalog {
namespace {

using testing::HasSubstr;

TEST(RippleWeights, ShippedOnesAreNumbersByDottedKey) {
  const auto numbers = ripple_weights();
  ASSERT_TRUE(numbers) << numbers.error().message;
  EXPECT_TRUE(numbers->contains("rank.text.bm25_rank"));
  EXPECT_TRUE(numbers->contains("width.files4.bias"));
  EXPECT_GT(numbers->at("width.others.files2"), numbers->at("width.others.files4"));
}

TEST(RippleWeights, RefusesWhatIsNoNumber) {
  const auto numbers = read_numbers("[rank]\nscale = 1\nshift = \"far\"\n", "ripple.toml");
  ASSERT_FALSE(numbers);
  EXPECT_THAT(numbers.error().message, HasSubstr("ripple.toml:3"));
  EXPECT_THAT(numbers.error().message, HasSubstr("rank.shift is not a number"));
}

TEST(RippleWeights, WholeNumbersCountToo) { EXPECT_EQ(read_numbers("[a]\nb = 2\n", "x")->at("a.b"), 2); }

}  // namespace
}  // namespace weir::catalog
