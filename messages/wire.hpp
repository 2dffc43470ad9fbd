#pragma once
#include <memory>
#include <type_traits>
#include <utility>

#include <caf/allowed_unsafe_message_type.hpp>

namespace mesh {

struct link_batch;

/// A message as the actors of one process share it: a pointer to what never changes,
/// which costs nothing to pass on. What leaves the process is a link_batch
/// (messages/caf_link_batch.hpp), and nothing else.
template <class T>
class wire {
public:
  wire() : value_(std::make_shared<const T>()) {}
  wire(T value) : value_(std::make_shared<const T>(std::move(value))) {}
  wire(std::shared_ptr<const T> value) : value_(std::move(value)) {}

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  [[nodiscard]] const std::shared_ptr<const T>& shared() const { return value_; }

private:
  std::shared_ptr<const T> value_;
};

} // namespace mesh

namespace caf {

template <class T>
struct allowed_unsafe_message_type<mesh::wire<T>>
    : std::bool_constant<!std::is_same_v<T, mesh::link_batch>> {};

} // namespace caf
