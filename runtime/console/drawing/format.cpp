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

/// Without the word that was cut, where most of the room is used all the same.
std::string_view up_to_word(std::string_view cut) {
  const auto blank = cut.rfind(' ');
  return blank != std::string_view::npos && blank * 3 > cut.size() * 2 ? cut.substr(0, blank)
                                                                       : cut;
}

/// Characters that a terminal shows: without escapes for colour.
std::size_t shown_width(std::string_view text) {
  auto width = count_characters(text);
  for (auto at = text.find('\x1b'); at != std::string_view::npos;
       at = text.find('\x1b', at + 1)) {
    const auto end = std::min(text.find('m', at), text.size() - 1);
    width -= end - at + 1;
  }
  return width;
}

/// One line as several, broken between words.
std::string folded(std::string_view line, std::size_t width) {
  constexpr std::size_t further_in = 4;
  if (shown_width(line) <= width)
    return std::string(line);
  const auto indent = std::min(line.find_first_not_of(' '), width / 2);
  std::string out, now(line.substr(0, indent));
  const auto first = now.size();
  line.remove_prefix(indent);
  while (!line.empty()) {
    const auto gap = std::min(line.find_first_not_of(' '), line.size());
    const auto end = std::min(line.find(' ', gap), line.size());
    const auto word = line.substr(0, end); // with the blanks before it
    if (shown_width(now) + shown_width(word) > width && now.size() > first) {
      out += now + "\n";
      now = std::string(indent + further_in, ' ').append(word.substr(gap));
    } else {
      now += word;
    }
    line.remove_prefix(end);
  }
  return out + now;
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
  constexpr double in_ms_below = 10'000;
  if (!ms)
    return "-";
  return *ms < in_ms_below ? ms_text(ms) + " ms" : time_text(ms);
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

std::string count_of(double shown, double total, std::string_view one) {
  return concat({count_of(shown, total), " ", one, total == 1 ? "" : "s"});
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
  auto kept = up_to_word(first_characters(text, width > room ? width - room : 0));
  auto more = static_cast<double>(length - count_characters(kept));
  return concat({kept, "... (", number_text(more), " more characters)"});
}

std::string cut_at_word(const std::string& text, std::size_t width, const render_style& style) {
  if (count_characters(text) <= width)
    return text;
  const std::string_view mark = style.unicode ? "…" : "..";
  const std::size_t mark_width = style.unicode ? 1 : 2;
  if (width <= mark_width)
    return std::string(first_characters(text, width));
  return concat({up_to_word(first_characters(text, width - mark_width)), mark});
}

std::string fitted(const std::string& text, const render_style& style) {
  const auto width = static_cast<std::size_t>(std::max(style.width, 20));
  if (!style.bars || style.format == output_format::wide)
    return text;
  std::string out;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    out += folded(std::string_view(text).substr(start, end - start), width);
    if (end < text.size())
      out += '\n';
    start = end + 1;
  }
  return out;
}

std::string counted(std::optional<double> count, std::string_view one) {
  return concat({number_text(count), " ", one, count == 1.0 ? "" : "s"});
}

std::string time_text(std::optional<double> ms) {
  constexpr double second = 1'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
  if (!ms)
    return "-";
  const auto whole = [&](double unit) {
    return number_text(std::floor(*ms / unit));
  };
  const auto rest = [&](double big, double small) {
    return number_text(std::floor(std::fmod(*ms, big) / small));
  };
  if (*ms < second)
    return ms_text(ms) + " ms";
  if (*ms < 2 * minute)
    return number_text(*ms / second, *ms < 100 * second ? 1 : 0) + " s";
  if (*ms < 2 * hour)
    return whole(minute) + " min";
  if (*ms < 2 * day)
    return concat({whole(hour), " h ", rest(hour, minute), " min"});
  return concat({whole(day), " d ", rest(day, hour), " h"});
}

std::string seconds_text(std::optional<double> s) {
  return time_text(s ? std::optional(*s * 1'000) : std::nullopt);
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
