#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/console/drawing/style.hpp"

/// Numbers, bars and colours as people see them.
namespace mesh::console {

/// `27,962` or `-6.2`; `-` when not known.
std::string number_text(std::optional<double> value, int decimals = 0);
/// As exact as it was measured, up to six digits: `0.9986`, `1,204.21`.
std::string exact_text(std::optional<double> value);
/// Milliseconds: one decimal below 100, none above.
std::string ms_text(std::optional<double> ms);
/// The same with its unit, from 10 s on as `time_text`; `-` when not known.
std::string with_ms(std::optional<double> ms);
/// A share of 1 as `99.8 %`.
std::string percent_text(std::optional<double> ratio);
/// `shown of total`, the way all lists say it.
std::string count_of(double shown, double total);
/// The same of things: `1 of 1 link`, `2 of 3 links`.
std::string count_of(double shown, double total, std::string_view one);

enum class tone { good, bad, warning, quiet, strong };
/// The text in colour where the style has colour; the text alone otherwise.
std::string paint(std::string_view text, tone how, const render_style& style);

/// A bar of at most `width` columns. More than nothing is never invisible.
std::string bar(double share, int width, const render_style& style);

/// At most `width` characters, cut between words where there are any; what was cut is counted
/// (-o json has all of it).
std::string shortened(const std::string& text, std::size_t width);

/// At most `width` characters, cut between words where there are any, with a mark that there
/// is more.
std::string cut_at_word(const std::string& text, std::size_t width, const render_style& style);

/// Text of lines as it is, but on a terminal none wider than it: longer ones go on below,
/// further in. Escapes for colour have no width.
std::string fitted(const std::string& text, const render_style& style);

/// `1 cluster`, `2 clusters`, `1,204 agents`: the plural with its own ending.
std::string counted(std::optional<double> count, std::string_view one);
/// For people: `45 ms`, `3.2 s`, `12 min`, `5 h 20 min`, `3 d 4 h`.
std::string time_text(std::optional<double> ms);

/// The same of seconds.
std::string seconds_text(std::optional<double> s);

/// `  label      text`, a line.
std::string labelled(std::string_view label, const std::string& text);

/// The names separated by blanks, in lines of at most `style.width` columns
/// that start with `indent` blanks. Beyond `style.names` it says how many more
/// there are, of `total`.
std::string name_list(const std::vector<std::string>& names, double total, std::size_t indent,
                      const render_style& style);

} // namespace mesh::console
