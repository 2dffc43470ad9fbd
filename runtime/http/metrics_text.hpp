#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/http/duration_buckets.hpp"

namespace mesh::control {

/// Prometheus' text format (version 0.0.4); pure.
class metrics_text {
public:
  static constexpr auto type = "text/plain; version=0.0.4; charset=utf-8";
  using labels = std::vector<std::pair<std::string_view, std::string_view>>;

  /// The following samples are one metric: `gauge`, `counter` (named `..._total`) or
  /// `histogram`.
  void family(std::string_view name, std::string_view kind, std::string_view help);
  /// One value of it. Not a number and infinity are written as the format says.
  void sample(double value, const labels& of = {});
  /// One histogram of it.
  void sample(const duration_buckets& durations, const labels& of = {});
  /// A family of one value.
  void gauge(std::string_view name, std::string_view help, double value);
  void counter(std::string_view name, std::string_view help, double value);

  [[nodiscard]] const std::string& text() const { return text_; }

private:
  void line(std::string_view suffix, double value, const labels& of);
  std::string text_;
  std::string name_;
};

} // namespace mesh::control
