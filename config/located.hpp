#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace mesh::fields {

/// Where in a document a visitor of fields is.
class located {
public:
  located() = default;
  explicit located(nlohmann::json::json_pointer where) : where_(std::move(where)) {}

protected:
  /// Does something one step further inside.
  template <class Inside>
  void at(std::string step, Inside inside) {
    where_.push_back(std::move(step));
    inside();
    where_.pop_back();
  }

  nlohmann::json::json_pointer where_;
};

} // namespace mesh::fields
