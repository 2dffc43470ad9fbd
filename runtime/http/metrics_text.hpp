#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mesh::control {

/// Prometheus' text format (version 0.0.4); pure.
class metrics_text {
public:
  static constexpr auto type = "text/plain; version=0.0.4; charset=utf-8";
  using labels = std::vector<std::pair<std::string_view, std::string_view>>;

  /// The following samples are one metric: `gauge` or `counter` (named `..._total`).
  void family(std::string_view name, std::string_view kind, std::string_view help);
  /// One value of it. Not a number and infinity are written as the format says.
  void sample(double value, const labels& of = {});
  /// A family of one value.
  void gauge(std::string_view name, std::string_view help, double value);
  void counter(std::string_view name, std::string_view help, double value);

  [[nodiscard]] const std::string& text() const { return text_; }

private:
  std::string text_;
  std::string name_;
};

} // namespace mesh::control
