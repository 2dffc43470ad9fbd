#include "examples/fleet/relay_control.hpp"

#include <charconv>
#include <vector>

namespace {

std::vector<std::string_view> words_in(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto begin = std::min(line.find_first_not_of(" \t\r"), line.size());
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(" \t\r"), line.size());
    if (end > 0)
      words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

/// At least nothing, and a number.
std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || !(value >= 0))
    return std::nullopt;
  return value;
}

bool change(way_settings& what, std::string_view word) {
  const auto equals = word.find('=');
  if (equals == std::string_view::npos)
    return false;
  const auto name = word.substr(0, equals);
  const auto value = number_in(word.substr(equals + 1));
  const auto is_share = name == "jitter" || name == "loss";
  if (!value || (is_share && *value > 1))
    return false;
  if (name == "delay_ms")
    what.delay_ms = *value;
  else if (name == "jitter")
    what.jitter = *value;
  else if (name == "loss")
    what.loss = *value;
  else if (name == "bytes_per_s")
    what.bytes_per_s = *value;
  else
    return false;
  return true;
}

} // namespace

std::optional<relay_order> read_order(std::string_view line, const way_settings& now) {
  const auto words = words_in(line);
  if (words.size() < 2)
    return std::nullopt;
  relay_order order;
  if (words[0] == "set") {
    order.settings = now;
    for (std::size_t i = 1; i < words.size(); ++i)
      if (!change(*order.settings, words[i]))
        return std::nullopt;
    return order;
  }
  if (words.size() > 2)
    return std::nullopt;
  if (words[0] == "report") {
    order.report = words[1];
    return order;
  }
  const auto value = number_in(words[1]);
  if (!value)
    return std::nullopt;
  if (words[0] == "slow") {
    order.settings = now;
    order.settings->delay_ms *= *value;
  } else if (words[0] == "stall") {
    order.stall_ms = *value;
  } else {
    return std::nullopt;
  }
  return order;
}
