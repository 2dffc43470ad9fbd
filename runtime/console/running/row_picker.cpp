#include "runtime/console/running/row_picker.hpp"

#include <algorithm>
#include <compare>
#include <utility>

namespace mesh::console {

namespace {

std::weak_ordering order_of(const json& a, const json& b) {
  if (a.is_number() && b.is_number()) {
    const auto x = a.get<double>(), y = b.get<double>();
    return x < y   ? std::weak_ordering::less
           : x > y ? std::weak_ordering::greater
                   : std::weak_ordering::equivalent;
  }
  const auto text = [](const json& value) {
    return value.is_string() ? value.get_ref<const std::string&>() : value.dump();
  };
  return text(a) <=> text(b);
}

} // namespace

void row_picker::add(json row) {
  if (how_.filter && !how_.filter->holds(row))
    return;
  ++of_;
  if (how_.sort.empty() && limit_ != 0 && kept_.size() == limit_)
    return;
  kept_row one;
  one.number = of_;
  if (!how_.sort.empty())
    if (const auto* key = cell_of(row, how_.sort))
      one.key = *key;
  one.row = only_wanted(std::move(row));
  kept_.push_back(std::move(one));
  if (limit_ != 0 && kept_.size() >= 2 * limit_ + usual_rows)
    forget_last();
}

json row_picker::only_wanted(json row) const {
  if (how_.columns.empty())
    return row;
  auto less = json::object();
  for (const auto& name : how_.columns) {
    const auto* cell = cell_of(row, name);
    less[name] = cell == nullptr ? json(nullptr) : *cell;
  }
  return less;
}

/// Unknown values come last, in either direction; equal ones stay as they came.
bool row_picker::before(const kept_row& a, const kept_row& b) const {
  if (a.key.is_null() != b.key.is_null())
    return b.key.is_null();
  const auto order = order_of(a.key, b.key);
  if (order == 0 || a.key.is_null())
    return a.number < b.number;
  return how_.descending ? order > 0 : order < 0;
}

void row_picker::forget_last() {
  const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(limit_);
  std::nth_element(kept_.begin(), end, kept_.end(),
                   [this](const auto& a, const auto& b) { return before(a, b); });
  kept_.erase(end, kept_.end());
}

void row_picker::write(json& to) {
  if (!how_.sort.empty()) {
    if (limit_ != 0 && kept_.size() > limit_)
      forget_last();
    std::sort(kept_.begin(), kept_.end(),
              [this](const auto& a, const auto& b) { return before(a, b); });
  }
  if (!how_.columns.empty())
    to["columns"] = how_.columns;
  to["shown"] = kept_.size();
  to["of"] = of_;
  auto& rows = to["rows"] = json::array();
  for (auto& one : kept_)
    rows.push_back(std::move(one.row));
  kept_.clear();
}

} // namespace mesh::console
