// Shared: a value that is finished and that several hold from now on. Copying it copies a pointer; nobody can change
// it; any thread may read it. Compares by value.
#pragma once
#include <memory>
#include <utility>

namespace weir {

template <class T>
class Shared {
 public:
  Shared() : Shared(T{}) {}
  Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  bool operator==(const Shared& o) const { return value_ == o.value_ || *value_ == *o.value_; }

 private:
  std::shared_ptr<const T> value_;
};

}  // namespace weir
