#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// Words to values, with ranges where these do not depend on the mesh.
namespace mesh::console {

enum class comparison { less, less_equal, equal, not_equal, greater_equal, greater };

/// A change of a simulated value: absolute (`80ms`), or relative to the present one (`x3`).
struct simulate_value {
  double value = 0;
  bool relative = false;
};

/// Why a word is not the value it should be. The place is added by who knows it.
struct value_problem {
  std::string message;
  std::string expected;
  std::string suggestion;
};
template <class T>
using read_result = tl::expected<T, value_problem>;

/// A number with an optional unit: `1.5s` is {1.5, "s"}.
struct quantity {
  double number = 0;
  std::string_view unit;
};
/// Only plain decimal numbers; `nan`, `inf`, hexadecimal and `1e999` are none.
read_result<quantity> read_quantity(std::string_view text);

inline tl::unexpected<value_problem> unreadable_value(std::string message, std::string expected,
                                                      std::string suggestion = {}) {
  return tl::unexpected(
      value_problem{std::move(message), std::move(expected), std::move(suggestion)});
}

/// A duration in milliseconds. A bare number is a problem that asks for a unit.
read_result<double> read_duration(std::string_view text, double min_ms, double max_ms);
/// `10%` or `0.1`, as 0 to 1.
read_result<double> read_ratio(std::string_view text);
read_result<double> read_number(std::string_view text, double min, double max);
read_result<int> read_count(std::string_view text, int min, int max);
/// The value that a metric is compared with: a number, a percentage (99% is 0.99) or a
/// duration (1s is 1000).
read_result<double> read_measure(std::string_view text);
/// A simulated value: `80ms` or, relative to the present one, `x3`.
read_result<simulate_value> read_change(std::string_view text);

read_result<scope> read_scope(std::string_view text);
read_result<agent_id> read_agent(std::string_view text);
read_result<cluster_id> read_cluster(std::string_view text);
read_result<sector_id> read_sector(std::string_view text);
/// The id of a message or a conflict, 16 hexadecimal digits.
read_result<message_id> read_message_id(std::string_view text);
read_result<agent_class> read_class(std::string_view text);
read_result<agent_state> read_state(std::string_view text);
read_result<priority> read_priority(std::string_view text);

/// The syntax of a capability's name; whether an agent has it, the mesh knows.
read_result<std::string> read_capability(std::string_view text);
/// The syntax of a metric's name (`a-z0-9_.`).
read_result<std::string> read_metric(std::string_view text);
/// Any text that is not blank.
read_result<std::string> read_text(std::string_view text);
read_result<comparison> read_comparison(std::string_view text);

/// One of `names`, by its index.
read_result<std::size_t> read_choice(std::string_view text,
                                     const std::vector<std::string_view>& names,
                                     std::string_view what);

/// `1.5 s` as people write it: 1500 is `1.5s`, 3600000 is `1h`.
std::string format_duration(double ms);

} // namespace mesh::console
