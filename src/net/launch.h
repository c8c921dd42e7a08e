// Starting a program with nothing of ours but one descriptor. Internal to net/.
#pragma once
#include <sys/types.h>

#include "base/result.h"
#include "net/process.h"

namespace weir::net {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

struct Launched {
  pid_t pid = -1;
  Descriptor ours;   // our end of the pair
  Descriptor alive;  // a pidfd: readable when the child has ended
};

Result<Launched> launch(const ChildSpec& spec);

}  // namespace weir::net
