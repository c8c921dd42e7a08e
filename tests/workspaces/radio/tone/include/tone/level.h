// Loudness. decibels() is offered.
#pragma once
namespace tone {
double decibels(double amplitude, double reference = 1.0);
}
