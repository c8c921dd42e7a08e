// Drift in the small workspaces: as they are nothing is out of step, whatever decoys stand in them; after an edit of an
// interface file alone, its users are named, and nothing else is.
#include <gtest/gtest.h>

#include "workspace.h"
#include "workspace/edges/left.h"

namespace weir::workspace::trial {
namespace {

std::set<std::string> told(Trial& trial) {
  std::set<std::string> out;
  FactCache facts;
  const auto table = trial.build();
  for (const Left& one : drift(*table, trial.input(), facts)) {
    for (const Place& place : one.to) out.insert(one.symbol + " " + shown(place));
  }
  return out;
}

void replace(Trial& trial, const std::string& path, const std::string& from, const std::string& to) {
  std::string text = trial.read(path).value();
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << path << " does not hold " << from;
  trial.write(path, text.replace(at, from.size(), to));
}

using Places = std::set<std::string>;

class Drift : public testing::TestWithParam<const char*> {};

TEST_P(Drift, NothingIsOutOfStepAsItIs) {
  Trial trial(std::string(WEIR_SOURCE "/") + GetParam());
  EXPECT_EQ(told(trial), Places());
}

INSTANTIATE_TEST_SUITE_P(Workspaces, Drift,
                         testing::Values("examples/shop", "tests/workspaces/tickets", "tests/workspaces/library",
                                         "tests/workspaces/fleet", "tests/workspaces/clinic", "tests/workspaces/radio"),
                         [](const auto& one) {
                           return std::string(one.param).substr(std::string(one.param).rfind('/') + 1);
                         });

// Two fields of a message go: who reads one of them beside fields that stay is named, in each language; the accessors
// of Go and Java are calls, which a message may have many of, and are left alone.
TEST(DriftOfMessages, AFieldThatWentIsMissedWhereOthersOfItsMessageStand) {
  Trial trial(WEIR_SOURCE "/examples/shop");
  replace(trial, "proto/order.proto", "string user_id = 2;", "string customer = 2;");
  replace(trial, "proto/order.proto", "int64 total_cents = 4;", "int64 sum = 4;");
  EXPECT_EQ(told(trial), (Places{"Order.user_id mailer/tpl.py:12", "Order.total_cents mailer/tpl.py:21"}));
}

// street_address_1 where the message has street_address, though nothing declares the type: its neighbours do.
TEST(DriftOfMessages, ANumberTooManyIsSeenInATemplate) {
  Trial trial(WEIR_SOURCE "/examples/shop");
  replace(trial, "mailer/tpl.py", "{order.total_cents / 100:.2f} {order.currency}",
          "{order.total_cents / 100:.2f} {order.currency_2} {order.number}");
  EXPECT_EQ(told(trial), (Places{"Order.currency_2 mailer/tpl.py:21"}));
}

// What a copy of a message declares beyond it, what a local class has of the same name, and one stray member on an
// expression that nothing else says to be that message: no drift.
TEST(DriftOfMessages, OwnNamesAndLoneMembersAreNone) {
  Trial trial(WEIR_SOURCE "/examples/shop");
  replace(trial, "mailer/tpl.py", "def lines_of(order: Order)",
          "class Letter:\n    printed_pages: int = 0\n\n\ndef pages(order: Order) -> int:\n"
          "    return order.printed_pages if order.number else order.user_id\n\n\n"
          "def lonely(thing) -> str:\n    return thing.user_name + thing.home_town\n\n\ndef lines_of(order: Order)");
  EXPECT_EQ(told(trial), Places());
}

}  // namespace
}  // namespace weir::workspace::trial
