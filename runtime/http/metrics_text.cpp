#include "runtime/http/metrics_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace mesh::control {

namespace {

/// Backslash and newline as the format has them; quotes in labels, too.
std::string escaped(std::string_view text, bool label) {
  std::string out;
  for (char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\\' || (label && c == '"'))
      (out += '\\') += c;
    else
      out += c;
  }
  return out;
}

std::string number(double value) {
  if (std::isnan(value))
    return "NaN";
  if (std::isinf(value))
    return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

} // namespace

void metrics_text::family(std::string_view name, std::string_view kind, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(escaped(help, false)).append("\n");
  text_.append("# TYPE ").append(name).append(" ").append(kind).append("\n");
}

void metrics_text::sample(double value, const labels& of) {
  line({}, value, of);
}

void metrics_text::sample(const duration_buckets& durations, const labels& of) {
  auto with_bound = of;
  auto& bound = with_bound.emplace_back("le", "");
  for (std::size_t i = 0; i < duration_buckets::bounds_s.size(); ++i) {
    const auto written = number(duration_buckets::bounds_s.at(i));
    bound.second = written;
    line("_bucket", static_cast<double>(durations.up_to(i)), with_bound);
  }
  bound.second = "+Inf";
  line("_bucket", static_cast<double>(durations.count()), with_bound);
  line("_sum", durations.sum_s(), of);
  line("_count", static_cast<double>(durations.count()), of);
}

void metrics_text::line(std::string_view suffix, double value, const labels& of) {
  text_.append(name_).append(suffix);
  if (!of.empty()) {
    char before = '{';
    for (const auto& [label, what] : of) {
      text_ += before;
      text_.append(label).append("=\"").append(escaped(what, true)).append("\"");
      before = ',';
    }
    text_ += '}';
  }
  text_.append(" ").append(number(value)).append("\n");
}

void metrics_text::gauge(std::string_view name, std::string_view help, double value) {
  family(name, "gauge", help);
  sample(value);
}

void metrics_text::counter(std::string_view name, std::string_view help, double value) {
  family(name, "counter", help);
  sample(value);
}

} // namespace mesh::control
