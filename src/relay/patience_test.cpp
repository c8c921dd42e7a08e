// Waiting, trying again, giving up: what a user of one upstream and of several would expect.
#include "relay/patience.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "relay/circuit.h"

namespace weir::relay {
namespace {

using Cls = chat::UpstreamErrorClass;
using Do = Next::Do;

Setback setback(Cls cls) {
  Setback s;
  s.cls = cls;
  s.bound = Millis{limits::absorb_ms};
  return s;
}

TEST(Patience, ARequestThatIsWrongIsNotTriedAgain) {
  for (const Cls cls : {Cls::invalid_request, Cls::authentication, Cls::permission, Cls::not_found, Cls::too_large,
                        Cls::context_overflow, Cls::refused_by_policy, Cls::cancelled}) {
    Setback s = setback(cls);
    s.more_in_plan = true;
    EXPECT_EQ(next_step(s).what, Do::give_up) << chat::name(cls);
  }
}

TEST(Patience, ThePlanComesBeforeWaiting) {
  for (const Cls cls : {Cls::rate_limited, Cls::overloaded, Cls::server, Cls::timeout, Cls::cut}) {
    Setback s = setback(cls);
    s.more_in_plan = true;
    s.retry_after = Millis{1000};
    EXPECT_EQ(next_step(s).what, Do::fall_back) << chat::name(cls);
  }
}

TEST(Patience, RetryAfterIsHonouredToTheMillisecondOrPassedOn) {
  Setback s = setback(Cls::rate_limited);
  s.retry_after = Millis{1000};
  EXPECT_EQ(next_step(s), (Next{Do::again, Millis{1000}}));
  s.retry_after = Millis{limits::absorb_ms + 1};
  EXPECT_EQ(next_step(s).what, Do::give_up);
  s.retry_after = Millis{1000};
  s.waited = Millis{limits::absorb_ms - 500};
  EXPECT_EQ(next_step(s).what, Do::give_up);
}

TEST(Patience, PausesGrowAreJitteredAndEnd) {
  Setback s = setback(Cls::overloaded);
  Millis last{-1};
  s.chance = 1;
  for (s.tries_here = 1; s.tries_here <= limits::same_target_retries; ++s.tries_here) {
    const Next next = next_step(s);
    ASSERT_EQ(next.what, Do::again);
    EXPECT_GT(next.after, last);
    last = next.after;
  }
  EXPECT_EQ(next_step(s).what, Do::give_up);
  s.tries_here = 1;
  s.chance = 0;
  EXPECT_EQ(next_step(s).after, Millis{0});
}

TEST(Patience, WithoutABoundNothingIsWaitedFor) {
  Setback s = setback(Cls::overloaded);
  s.bound = {};
  s.chance = 0;
  EXPECT_EQ(next_step(s).what, Do::give_up);
}

TEST(Patience, ARedirectIsNotAskedAgain) {
  Setback s = setback(Cls::server);
  s.status = 301;
  EXPECT_EQ(next_step(s).what, Do::give_up);
}

TEST(Patience, ATimeoutIsNotPaidTwice) { EXPECT_EQ(next_step(setback(Cls::timeout)).what, Do::give_up); }

TEST(Patience, AnEngineThatDiedIsTriedOnceMoreAtOnceAlsoBeforeThePlan) {
  Setback s = setback(Cls::cut);
  s.here = s.more_in_plan = true;
  EXPECT_EQ(next_step(s), (Next{Do::again, Millis{0}}));
  s.tries_here = 2;
  EXPECT_EQ(next_step(s).what, Do::fall_back);
}

TEST(Circuit, OpensAfterFailuresInARowAndProbesOnce) {
  Circuit circuit;
  Millis now{1000};
  for (unsigned i = 0; i < limits::circuit_failures; ++i) {
    EXPECT_TRUE(circuit.admit(now));
    circuit.failed(Cls::server, now);
  }
  EXPECT_EQ(circuit.state(now), Circuit::State::open);
  EXPECT_FALSE(circuit.admit(now));
  now = circuit.until();
  EXPECT_EQ(circuit.state(now), Circuit::State::half_open);
  EXPECT_TRUE(circuit.admit(now));   // the probe
  EXPECT_FALSE(circuit.admit(now));  // everybody else
  circuit.failed(Cls::server, now);
  EXPECT_EQ(circuit.state(now), Circuit::State::open);
  const Millis second_pause = circuit.until() - now;
  EXPECT_EQ(second_pause, Millis{2 * limits::circuit_pause_ms});
  now = circuit.until();
  EXPECT_TRUE(circuit.admit(now));
  circuit.succeeded();
  EXPECT_EQ(circuit.state(now), Circuit::State::closed);
  EXPECT_EQ(circuit.reason(now), "");
}

TEST(Circuit, WhatIsNotItsFaultNeverOpensIt) {
  for (const Cls cls : {Cls::rate_limited, Cls::invalid_request, Cls::authentication, Cls::context_overflow,
                        Cls::cancelled, Cls::refused_by_policy}) {
    Circuit circuit;
    for (int i = 0; i < 100; ++i) circuit.failed(cls, Millis{i});
    EXPECT_EQ(circuit.state(Millis{100}), Circuit::State::closed) << chat::name(cls);
  }
}

TEST(Circuit, AClientThatLeavesFreesTheProbe) {
  Circuit circuit;
  for (unsigned i = 0; i < limits::circuit_failures; ++i) circuit.failed(Cls::overloaded, Millis{0});
  const Millis now = circuit.until();
  EXPECT_TRUE(circuit.admit(now));
  circuit.left();
  EXPECT_TRUE(circuit.admit(now));
}

TEST(Circuit, FailuresFarApartAreNoOutage) {
  Circuit circuit;
  for (int i = 0; i < 50; ++i) circuit.failed(Cls::server, Millis{i * (limits::circuit_window_ms + 1)});
  EXPECT_EQ(circuit.state(Millis{50 * limits::circuit_window_ms}), Circuit::State::closed);
}

TEST(Circuit, SuccessBetweenFailuresKeepsItClosed) {
  Circuit circuit;
  for (int i = 0; i < 50; ++i) {
    circuit.failed(Cls::server, Millis{i});
    if (i % 3 == 0) circuit.succeeded();
  }
  EXPECT_EQ(circuit.state(Millis{50}), Circuit::State::closed);
}

}  // namespace
}  // namespace weir::relay
