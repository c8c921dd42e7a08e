// Sends. decibels in a comment, SENDER_GAIN too.
#include <cstdlib>
#include <iostream>

#include "tone/level.h"

struct Meter {
  double decibels = 0;
};

int main() {
  const double gain = std::atof(std::getenv("SENDER_GAIN"));
  Meter meter;
  meter.decibels = tone::decibels(gain);
  std::cout << "decibels: " << meter.decibels << " SENDER_GAIN\n";
  Rabbit rabbit;
  rabbit.subscribe("radio.tracks.played");
}
