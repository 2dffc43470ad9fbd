#pragma once
#include <memory>
#include <string>
#include <utility>

#include <caf/error.hpp>
#include <caf/meta/load_callback.hpp>
#include <caf/sec.hpp>

#include "messages/codec.hpp"

namespace mesh {

/// What may leave a process. Inside one it is a shared pointer and costs
/// nothing to pass on; CAF serialises it as the bytes of `mesh.proto`, so that
/// nodes of different versions understand each other and no floating point
/// goes through CAF's own serialiser.
template <class T>
class wire {
public:
  wire() : value_(std::make_shared<const T>()) {}
  wire(T value) : value_(std::make_shared<const T>(std::move(value))) {}
  wire(std::shared_ptr<const T> value) : value_(std::move(value)) {}

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  [[nodiscard]] const std::shared_ptr<const T>& shared() const { return value_; }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, wire& w) {
    std::string bytes;
    if constexpr (Inspector::reads_state)
      bytes = encode(*w.value_);
    auto load = [&]() -> caf::error {
      auto value = std::make_shared<T>();
      if (!decode(bytes, *value))
        return caf::sec::invalid_argument;
      w.value_ = std::move(value);
      return caf::none;
    };
    return f(bytes, caf::meta::load_callback(load));
  }

private:
  std::shared_ptr<const T> value_;
};

} // namespace mesh
