#include "runtime/console/drawing/format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"

namespace mesh::console {

namespace {

constexpr double largest_shown = 1e15; // beyond it digits mean nothing

std::string with_separators(std::string digits) {
  auto start = digits.find_first_of("0123456789");
  auto point = std::min(digits.find('.'), digits.size());
  for (auto at = point; at > start + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string_view code_of(tone how) {
  switch (how) {
  case tone::good:
    return "32";
  case tone::bad:
    return "31";
  case tone::warning:
    return "33";
  case tone::quiet:
    return "2";
  case tone::strong:
    break;
  }
  return "1";
}

} // namespace

std::string number_text(std::optional<double> value, int decimals) {
  if (!value)
    return "-";
  std::array<char, 64> text{};
  const auto* form = std::abs(*value) < largest_shown ? "%.*f" : "%.*e";
  std::snprintf(text.data(), text.size(), form, decimals, *value);
  std::string written = text.data();
  if (written.find('e') != std::string::npos)
    return written;
  if (written.front() == '-' && written.find_first_of("123456789") == std::string::npos)
    written.erase(0, 1); // -0.0
  return with_separators(written);
}

std::string exact_text(std::optional<double> value) {
  if (!value)
    return "-";
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.6g", *value);
  std::string written = text.data();
  return written.find('e') == std::string::npos ? with_separators(written) : written;
}

std::string ms_text(std::optional<double> ms) {
  return number_text(ms, ms && std::abs(*ms) < 99.95 ? 1 : 0);
}

std::string with_ms(std::optional<double> ms) {
  return ms ? ms_text(ms) + " ms" : "-";
}

std::string percent_text(std::optional<double> ratio) {
  if (!ratio)
    return "-";
  auto percent = *ratio * 100;
  // Never round up to "100.0 %" what is not all of it.
  if (percent < 100 && percent > 99.9)
    percent = std::floor(percent * 10) / 10;
  return number_text(percent, 1) + " %";
}

std::string count_of(double shown, double total) {
  return number_text(shown) + " of " + number_text(total);
}

std::string paint(std::string_view text, tone how, const render_style& style) {
  if (!style.colour || text.empty())
    return std::string(text);
  return concat({"\x1b[", code_of(how), "m", text, "\x1b[0m"});
}

std::string bar(double share, int width, const render_style& style) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!style.bars || !(share > 0) || width <= 0)
    return {};
  auto steps = style.unicode ? 8 : 1;
  auto filled = std::lround(std::min(share, 1.0) * width * steps);
  filled = std::max(filled, 1L);
  std::string out;
  for (auto full = filled / steps; full > 0; --full)
    out += style.unicode ? "█" : "#";
  if (style.unicode)
    out += eighths[static_cast<std::size_t>(filled % steps)];
  return out;
}

std::string shortened(const std::string& text, std::size_t width) {
  auto length = count_characters(text);
  if (length <= width)
    return text;
  constexpr std::size_t room = 24; // for what is said of the rest
  auto kept = first_characters(text, width > room ? width - room : 0);
  auto more = static_cast<double>(length - count_characters(kept));
  return concat({kept, "... (", number_text(more), " more characters)"});
}

std::string labelled(std::string_view label, const std::string& text) {
  constexpr std::size_t label_width = 13;
  auto out = concat({"  ", label});
  out.append(label_width - std::min(label_width, label.size()), ' ').append(text);
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

std::string name_list(const std::vector<std::string>& names, double total, std::size_t indent,
                      const render_style& style) {
  auto shown = std::min(names.size(), static_cast<std::size_t>(std::max(style.names, 0)));
  std::vector<std::string> words(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(shown));
  auto known = static_cast<double>(shown);
  if (known < total)
    words.push_back("and " + number_text(total - known) + " more: see agents in -o json ("
                    + count_of(known, total) + " named)");
  std::string out, line;
  auto width = static_cast<std::size_t>(std::max(style.width, 20));
  for (const auto& word : words) {
    if (!line.empty() && indent + line.size() + 1 + word.size() > width) {
      out.append(indent, ' ').append(line).append("\n");
      line.clear();
    }
    line.append(line.empty() ? "" : " ").append(word);
  }
  return line.empty() ? out : out.append(indent, ' ').append(line).append("\n");
}

} // namespace mesh::console
