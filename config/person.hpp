#pragma once
#include <optional>
#include <string>

#include "messages/working_hours.hpp"

namespace mesh {

/// Z1, class F. A person: messages for them wait in the inbox until they are answered.
struct person_config {
  std::string name;             // unique in the mesh
  std::string hours;            // 09:00-17:00; empty: learned from their answers
  std::string days = "mon-fri"; // on which these hours are
  std::string utc_offset = "Z"; // of the clock that they go by
  std::string notify;           // a URL that new messages are POSTed to; empty: none
  bool operator==(const person_config&) const = default;

  /// None: no hours are given, or they cannot be read.
  [[nodiscard]] std::optional<working_hours> declared() const {
    auto all = parse_hours(hours);
    const auto on = parse_days(days);
    const auto offset = parse_utc_offset(utc_offset);
    if (!all || !on || !offset)
      return std::nullopt;
    all->days = *on;
    all->offset_min = *offset;
    return all;
  }
};

} // namespace mesh
