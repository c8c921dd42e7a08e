#include "tone/level.h"

#include <cmath>
namespace tone {
double decibels(double amplitude, double reference) { return 20 * std::log10(amplitude / reference); }
}  // namespace tone
