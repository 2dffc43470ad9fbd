#include "runtime/console/talk/items.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_digits = 9;

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() <= most_digits
         && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// `7`, `07`, `2.5`, `1000`.
std::optional<double> digits(std::string_view text) {
  const auto point = text.find('.');
  if (all_digits(text)
      || (point != std::string_view::npos && all_digits(text.substr(0, point))
          && all_digits(text.substr(point + 1))))
    return std::strtod(std::string(text).c_str(), nullptr);
  return std::nullopt;
}

/// `15:30`, `3pm`, as a time of the day; empty: it is none.
std::string moment_of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && all_digits(text.substr(0, colon))
      && all_digits(text.substr(colon + 1)))
    return std::string(text);
  const auto half = text.size() > 2 ? text.substr(text.size() - 2) : std::string_view();
  if ((half != "am" && half != "pm") || !all_digits(text.substr(0, text.size() - 2)))
    return {};
  constexpr int noon = 12;
  const auto hour = std::atoi(std::string(text.substr(0, text.size() - 2)).c_str());
  return std::to_string(hour % noon + (half == "pm" ? noon : 0)) + ":00";
}

item place(std::vector<int> path, const std::string& written) {
  item found{item_kind::place, "id", 0, {}, {}};
  if (std::ranges::any_of(path, [](int part) { return part >= max_children; }))
    found.wrong = "there is no " + written;
  const auto part = [&](std::size_t i) {
    return static_cast<std::uint8_t>(std::min(path[i], max_children - 1));
  };
  if (path.size() == 1)
    found.where = sector_id{part(0)};
  else if (path.size() == 2)
    found.where = cluster_id{part(0), part(1)};
  else
    found.where = agent_id{part(0), part(1), part(2)};
  return found;
}

/// `s07`, `s7.c4`, `s07.c04.a12`; none: it has another form.
std::optional<item> id_of(const std::string& text) {
  constexpr std::string_view letters = "sca";
  constexpr std::size_t longest_part = 4;
  std::vector<int> path;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('.'), rest.size());
    const auto part = rest.substr(0, end);
    if (path.size() == letters.size() || part.size() < 2 || part.size() > longest_part
        || part.front() != letters[path.size()] || !all_digits(part.substr(1)))
      return std::nullopt;
    path.push_back(std::atoi(std::string(part.substr(1)).c_str()));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (path.empty())
    return std::nullopt;
  return place(path, text);
}

class reader {
public:
  reader(const std::vector<word>& words, const language& in, const known_names& names)
      : words_(words), in_(in), names_(names) {
    for (const auto& one : words)
      plain_.push_back(one.what == word::kind::plain ? one.text : "");
  }

  std::vector<item> run() {
    while (at_ < words_.size())
      read();
    join_places();
    return std::move(items_);
  }

private:
  void add(item_kind kind, std::string name, double value = 0) {
    items_.push_back({kind, std::move(name), value, {}, {}});
  }

  void read() {
    const auto& one = words_[at_];
    if (one.what == word::kind::mark) {
      add(item_kind::mark, ",");
      ++at_;
    } else if (one.what == word::kind::text) {
      add(item_kind::text, one.text);
      ++at_;
    } else if (auto id = id_of(one.text)) {
      items_.push_back(*std::move(id));
      ++at_;
    } else if (const auto moment = moment_of(one.text); !moment.empty()) {
      add(item_kind::moment, moment);
      ++at_;
    } else if (const auto number = number_here()) {
      read_number(*number);
    } else {
      read_phrase();
    }
  }

  [[nodiscard]] const meaning* phrase_at(std::size_t from, std::size_t& taken) const {
    taken = 0;
    return from < plain_.size() ? in_.longest(plain_, from, taken) : nullptr;
  }

  /// A number in digits or as a word; `at_` is behind it then.
  std::optional<double> number_here() {
    if (at_ >= plain_.size())
      return std::nullopt;
    if (const auto found = digits(plain_[at_])) {
      ++at_;
      return found;
    }
    std::size_t taken = 0;
    const auto* what = phrase_at(at_, taken);
    if (what == nullptr || what->kind != item_kind::number || what->name != "number")
      return std::nullopt;
    at_ += taken;
    return what->value;
  }

  /// A count, or with a unit behind it a time.
  void read_number(double number) {
    std::size_t taken = 0;
    const auto* unit = phrase_at(at_, taken);
    if (unit != nullptr && unit->kind == item_kind::number && unit->name == "unit") {
      at_ += taken;
      add(item_kind::past, "", number * unit->value);
    } else {
      add(item_kind::number, "number", number);
    }
  }

  void read_phrase() {
    std::size_t taken = 0;
    const auto* what = phrase_at(at_, taken);
    if (what == nullptr)
      return read_name();
    at_ += taken;
    if (what->kind == item_kind::place && what->name != "all")
      return read_level(what->name);
    if (what->kind == item_kind::number && what->name == "unit") // "in the last hour"
      return add(item_kind::past, "", what->value);
    if (what->kind == item_kind::concept_ && what->name == "proposal")
      if (const auto number = number_here())
        return add(item_kind::proposal, "proposal", *number);
    const auto twice = what->kind == item_kind::mark && !items_.empty()
                       && items_.back().kind == item_kind::mark; // ", and"
    items_.push_back({what->kind, twice ? "break" : what->name, what->value, {}, {}});
  }

  void read_name() {
    const auto& text = words_[at_++].text;
    if (std::ranges::find(names_.capabilities, text) != names_.capabilities.end())
      add(item_kind::capability, text);
    else if (std::ranges::find(names_.hosts, text) != names_.hosts.end())
      add(item_kind::host, text);
    else
      add(item_kind::unknown, text);
  }

  /// "sector 7", "sectors 7 and 8", or the noun alone.
  void read_level(const std::string& level) {
    auto number = number_here();
    if (!number)
      return add(item_kind::concept_, level);
    for (;;) {
      items_.push_back({item_kind::place, level, *number, {}, {}});
      const auto back = at_;
      if (!skip_joint())
        return;
      number = number_here();
      std::size_t taken = 0;
      const auto* behind = phrase_at(at_, taken);
      const auto is_time = behind != nullptr && behind->kind == item_kind::number;
      if (!number || is_time) {
        at_ = back;
        return;
      }
    }
  }

  /// Skips what stands between numbers of the same kind: "and", a comma.
  bool skip_joint() {
    const auto before = at_;
    while (at_ < words_.size()) {
      std::size_t taken = 0;
      const auto* what = phrase_at(at_, taken);
      if (words_[at_].what == word::kind::mark)
        ++at_;
      else if (what != nullptr && what->kind == item_kind::mark)
        at_ += taken;
      else
        break;
    }
    return at_ > before;
  }

  /// The partial place `level` next to this one, with nothing between them that says anything.
  std::optional<std::size_t> neighbour(std::size_t of, const std::string& level) const {
    for (auto i = of + 1; i < items_.size(); ++i) {
      if (items_[i].kind == item_kind::place && items_[i].name == level)
        return i;
      if (items_[i].kind != item_kind::filler && items_[i].kind != item_kind::mark)
        break;
    }
    for (auto i = of; i-- > 0;) {
      if (items_[i].kind == item_kind::place && items_[i].name == level)
        return i;
      if (items_[i].kind != item_kind::filler && items_[i].kind != item_kind::mark)
        break;
    }
    return std::nullopt;
  }

  /// "agent 12 of cluster 4 in sector 7" as one place.
  void join_places() {
    join("agent", "cluster", "agent of cluster");
    join_whole("agent of cluster", "sector", "agent");
    join_whole("cluster", "sector", "cluster");
    for (auto& one : items_)
      finish(one);
  }
  void join(const std::string& part, const std::string& of, const std::string& as) {
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (items_[i].kind == item_kind::place && items_[i].name == part)
        if (const auto upper = neighbour(i, of)) {
          constexpr double digits = max_children;
          items_[i].name = as;
          items_[i].value += items_[*upper].value * digits;
          items_[*upper] = {item_kind::filler, "", 0, {}, {}};
        }
  }
  void join_whole(const std::string& part, const std::string& of, const std::string& level) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      auto& one = items_[i];
      if (one.kind != item_kind::place || one.name != part)
        continue;
      const auto upper = neighbour(i, of);
      if (!upper)
        continue;
      const auto sector = static_cast<int>(items_[*upper].value);
      const auto below = static_cast<int>(one.value);
      one = level == "cluster" ? place({sector, below}, "cluster of that number")
                               : place({sector, below / max_children, below % max_children},
                                       "agent of that number");
      items_[*upper] = {item_kind::filler, "", 0, {}, {}};
    }
  }
  static void finish(item& one) {
    if (one.kind != item_kind::place || one.name == "all" || one.name == "id")
      return;
    const auto number = static_cast<int>(std::min(one.value, 1e6));
    const auto written = one.name + " " + std::to_string(number);
    if (one.name == "sector")
      one = place({number}, written);
    else
      one.wrong = one.name == "cluster"
                      ? "cluster " + std::to_string(number) + " is in which sector?"
                      : "that agent is in which cluster and sector?";
  }

  const std::vector<word>& words_;
  const language& in_;
  const known_names& names_;
  std::vector<std::string> plain_; // empty: no plain word
  std::vector<item> items_;
  std::size_t at_ = 0;
};

} // namespace

std::vector<item> items_of(const std::vector<word>& words, const language& in,
                           const known_names& names) {
  return reader(words, in, names).run();
}

} // namespace mesh::console::talk
