#include "runtime/console/language/row_filter.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/values.hpp"

namespace mesh::console {

namespace {

using json = nlohmann::ordered_json;

enum class filter_op { less, less_equal, equal, not_equal, greater_equal, greater, has, lacks };

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool is_text(column_kind kind) {
  return kind == column_kind::text || kind == column_kind::texts;
}

/// `D` names D_GPU, `AGENT` the class AGENT_CRASH: whole, or up to a `_`.
bool same_name(std::string_view have, std::string_view wanted) {
  return have == wanted || (have.starts_with(wanted) && have[wanted.size()] == '_');
}

bool compares(double have, filter_op op, double wanted) {
  switch (op) {
  case filter_op::less:
    return have < wanted;
  case filter_op::less_equal:
    return have <= wanted;
  case filter_op::equal:
    return have == wanted;
  case filter_op::not_equal:
    return have != wanted;
  case filter_op::greater_equal:
    return have >= wanted;
  case filter_op::greater:
    return have > wanted;
  case filter_op::has:
  case filter_op::lacks:
    break;
  }
  return false;
}

std::string text_of(const json& value) {
  return lower(value.is_string() ? value.get_ref<const std::string&>() : value.dump());
}

bool matches(const json& value, filter_op op, const std::string& wanted) {
  if (value.is_array())
    return std::ranges::any_of(value,
                               [&](const json& one) { return matches(one, op, wanted); });
  const auto have = text_of(value);
  return op == filter_op::has ? have.find(wanted) != std::string::npos
                              : same_name(have, wanted);
}

} // namespace

struct row_filter::node {
  enum class kind { all_of, any_of, none_of, compare };
  kind what = kind::compare;
  std::vector<std::shared_ptr<const node>> parts;
  std::string column;
  bool text = false;
  filter_op op = filter_op::equal;
  double number = 0;
  std::string word; // in lower case

  [[nodiscard]] bool holds(const json& row) const {
    const auto part_holds = [&](const auto& part) {
      return part->holds(row);
    };
    switch (what) {
    case kind::all_of:
      return std::ranges::all_of(parts, part_holds);
    case kind::any_of:
      return std::ranges::any_of(parts, part_holds);
    case kind::none_of:
      return std::ranges::none_of(parts, part_holds);
    case kind::compare:
      break;
    }
    const auto* cell = cell_of(row, column);
    if (cell == nullptr || cell->is_null())
      return op == filter_op::not_equal || op == filter_op::lacks;
    if (!text)
      return cell->is_number() && compares(cell->get<double>(), op, number);
    if (op == filter_op::not_equal)
      return !matches(*cell, filter_op::equal, word);
    if (op == filter_op::lacks)
      return !matches(*cell, filter_op::has, word);
    return matches(*cell, op, word);
  }
};

namespace {

using node_ptr = std::shared_ptr<const row_filter::node>;
using parsed_node = tl::expected<node_ptr, filter_problem>;

struct filter_word {
  std::string text;
  std::size_t offset = 0;
  std::size_t length = 0; // 0: the end
  bool quoted = false;
  [[nodiscard]] bool is(std::string_view what) const { return !quoted && lower(text) == what; }
};

class filter_parser {
public:
  filter_parser(std::string_view text, const std::vector<column_spec>& columns)
      : text_(text), columns_(columns) {}

  parsed_node run() {
    if (auto split_up = split(); !split_up)
      return tl::unexpected(split_up.error());
    auto all = any_of(0);
    if (all && now().length > 0)
      return bad(now(), "unexpected " + in_quotes(now().text), "and, or, or the end");
    return all;
  }

private:
  static constexpr int deepest = 50; // parentheses and `not` in each other

  static tl::unexpected<filter_problem> bad(const filter_word& at, std::string message,
                                            std::string expected, std::string near = {}) {
    return tl::unexpected(filter_problem{at.offset, std::max<std::size_t>(at.length, 1),
                                         std::move(message), std::move(expected),
                                         std::move(near)});
  }

  tl::expected<void, filter_problem> split() {
    constexpr std::string_view marks = "<>=!~";
    constexpr std::string_view ends = " \t()<>=!~\"'";
    std::size_t i = 0;
    while (i < text_.size()) {
      const auto c = text_[i];
      if (c == ' ' || c == '\t') {
        ++i;
        continue;
      }
      filter_word word{{}, i, 0};
      if (c == '"' || c == '\'') {
        const auto close = text_.find(c, i + 1);
        if (close == std::string_view::npos)
          return bad({"", i, 1}, "the quote is not closed", std::string("a ") + c);
        word.text = text_.substr(i + 1, close - i - 1);
        word.quoted = true;
        i = close + 1;
      } else if (c == '(' || c == ')') {
        word.text = c;
        ++i;
      } else {
        const auto mark = marks.find(c) != std::string_view::npos;
        auto end = mark ? text_.find_first_not_of(marks, i) : text_.find_first_of(ends, i);
        end = std::min(end, text_.size());
        word.text = text_.substr(i, end - i);
        i = end;
      }
      word.length = i - word.offset;
      words_.push_back(std::move(word));
    }
    words_.push_back({{}, text_.size(), 0});
    return {};
  }

  [[nodiscard]] const filter_word& now() const { return words_[at_]; }

  parsed_node joined(row_filter::node::kind kind, std::string_view by, int depth) {
    const auto one = [&] {
      return kind == row_filter::node::kind::any_of
                 ? joined(row_filter::node::kind::all_of, "and", depth)
                 : single(depth);
    };
    auto first = one();
    if (!first || !now().is(by))
      return first;
    auto all = std::make_shared<row_filter::node>();
    all->what = kind;
    all->parts.push_back(*first);
    while (now().is(by)) {
      ++at_;
      auto next = one();
      if (!next)
        return next;
      all->parts.push_back(*next);
    }
    return node_ptr(std::move(all));
  }
  parsed_node any_of(int depth) { return joined(row_filter::node::kind::any_of, "or", depth); }

  parsed_node single(int depth) {
    if (depth > deepest)
      return bad(now(), "the filter is nested too deeply", "fewer parentheses");
    if (now().is("not")) {
      ++at_;
      auto inner = single(depth + 1);
      if (!inner)
        return inner;
      auto none = std::make_shared<row_filter::node>();
      none->what = row_filter::node::kind::none_of;
      none->parts.push_back(*inner);
      return node_ptr(std::move(none));
    }
    if (!now().is("("))
      return comparison_of();
    ++at_;
    auto inner = any_of(depth + 1);
    if (!inner)
      return inner;
    if (!now().is(")"))
      return bad(now(), "a parenthesis is not closed", ")");
    ++at_;
    return inner;
  }

  parsed_node comparison_of() {
    const auto name = now();
    if (name.length == 0)
      return bad(name, "a comparison is missing", "COLUMN OP VALUE, as in latency_ms > 200");
    const auto column = std::ranges::find(columns_, name.text, &column_spec::name);
    if (column == columns_.end()) {
      std::vector<std::string_view> known;
      for (const auto& one : columns_)
        known.push_back(one.name);
      return bad(name, "there is no column " + in_quotes(name.text), "one of " + listed(known),
                 near_column(name.text, columns_));
    }
    ++at_;
    auto made = std::make_shared<row_filter::node>();
    made->column = name.text;
    made->text = is_text(column->kind);
    const auto op = op_of(now(), made->text);
    if (!op)
      return tl::unexpected(op.error());
    made->op = *op;
    ++at_;
    const auto value = now();
    if (value.length == 0)
      return bad(value, "a value is missing", "as in latency_ms > 200");
    if (made->text)
      made->word = lower(value.text);
    else if (auto number = number_of(value, column->kind); number)
      made->number = *number;
    else
      return tl::unexpected(number.error());
    ++at_;
    return node_ptr(std::move(made));
  }

  static tl::expected<filter_op, filter_problem> op_of(const filter_word& word, bool text) {
    constexpr std::array<std::pair<std::string_view, filter_op>, 9> all{{
        {"=", filter_op::equal},
        {"==", filter_op::equal},
        {"!=", filter_op::not_equal},
        {"~", filter_op::has},
        {"!~", filter_op::lacks},
        {"<", filter_op::less},
        {"<=", filter_op::less_equal},
        {">=", filter_op::greater_equal},
        {">", filter_op::greater},
    }};
    const std::string expected = text ? "one of = != ~ !~" : "one of < <= = != >= >";
    for (const auto& [name, op] : all) {
      if (word.quoted || word.text != name)
        continue;
      const auto of_text = op == filter_op::has || op == filter_op::lacks;
      const auto either = op == filter_op::equal || op == filter_op::not_equal;
      if (either || of_text == text)
        return op;
      return bad(word, in_quotes(name) + (text ? " is not for text" : " is for text only"),
                 expected);
    }
    return bad(word,
               word.length == 0 ? "a comparison is missing"
                                : in_quotes(word.text) + " is no comparison",
               expected);
  }

  static tl::expected<double, filter_problem> number_of(const filter_word& word,
                                                        column_kind kind) {
    constexpr double longest_ms = 1e12;
    auto plain = read_quantity(word.text);
    if (plain && plain->unit.empty())
      return plain->number;
    const auto time = kind == column_kind::ms || kind == column_kind::seconds;
    if (auto ms = read_duration(word.text, 0, longest_ms); time && ms)
      return kind == column_kind::ms ? *ms : *ms / 1'000;
    if (auto share = read_ratio(word.text); kind == column_kind::share && share)
      return *share;
    return bad(word, in_quotes(word.text) + " is no figure for this column",
               time                         ? "a number or a duration, 200 or 200ms"
               : kind == column_kind::share ? "a number or a share, 0.99 or 99%"
                                            : "a number");
  }

  std::string_view text_;
  const std::vector<column_spec>& columns_;
  std::vector<filter_word> words_;
  std::size_t at_ = 0;
};

} // namespace

tl::expected<row_filter, filter_problem>
row_filter::parse(std::string_view text, const std::vector<column_spec>& columns) {
  auto root = filter_parser(text, columns).run();
  if (!root)
    return tl::unexpected(root.error());
  return row_filter(*std::move(root));
}

std::string near_column(std::string_view name, const std::vector<column_spec>& columns) {
  std::vector<std::string_view> whole, stems;
  for (const auto& one : columns) {
    whole.push_back(one.name);
    stems.push_back(one.name.substr(0, one.name.rfind('_')));
  }
  if (auto near = nearest(name, whole); !near.empty())
    return near;
  const auto stem = nearest(name, stems);
  for (std::size_t i = 0; i < stems.size() && !stem.empty(); ++i)
    if (stems[i] == stem)
      return std::string(whole[i]);
  return {};
}

bool row_filter::holds(const json& row) const {
  return root_->holds(row);
}

const json* cell_of(const json& row, std::string_view name) {
  if (!row.is_object())
    return nullptr;
  const auto dot = name.find('.');
  const auto found = row.find(std::string(name.substr(0, dot)));
  if (found == row.end())
    return nullptr;
  return dot == std::string_view::npos ? &*found : cell_of(*found, name.substr(dot + 1));
}

} // namespace mesh::console
