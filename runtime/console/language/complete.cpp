#include "runtime/console/language/complete.hpp"

#include <algorithm>
#include <array>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/help.hpp"
#include "runtime/console/language/lexer.hpp"
#include "runtime/console/language/output_names.hpp"

namespace mesh::console {

namespace {

/// `s07`, `s07.c04`, `s07.c04.a12`, level by level: only what `typed` leads to.
class id_candidates {
public:
  id_candidates(const completion_context& mesh, std::string_view typed)
      : counts_{mesh.sectors, mesh.clusters_per_sector, mesh.agents_per_cluster},
        depth_(static_cast<std::size_t>(std::count(typed.begin(), typed.end(), '.'))),
        parent_(typed.substr(
            0, typed.rfind('.') == std::string_view::npos ? 0 : typed.rfind('.') + 1)) {}

  /// Ids of `level` (0 sector, 1 cluster, 2 agent) stand by themselves; those
  /// above it lead there.
  void add(std::vector<completion>& out, std::size_t level, bool shorter_too) const {
    constexpr std::array letters{'s', 'c', 'a'};
    if (depth_ > level || depth_ >= counts_.size())
      return;
    bool done = depth_ == level || shorter_too;
    for (int i = 0; i < std::min(counts_[depth_], max_children); ++i) {
      auto id = std::string(parent_) + letters[depth_];
      id += static_cast<char>('0' + i / 10);
      id += static_cast<char>('0' + i % 10);
      out.push_back({id + (done ? "" : "."), done});
    }
  }

private:
  std::array<int, 3> counts_;
  std::size_t depth_;
  std::string_view parent_;
};

void add_all(std::vector<completion>& out, const std::vector<std::string_view>& names) {
  for (auto name : names)
    out.push_back({std::string(name), true});
}

std::vector<std::string_view> class_names() {
  std::vector<std::string_view> names;
  for (auto cls : all_classes)
    names.push_back(to_string(cls));
  return names;
}

void add_values(std::vector<completion>& out, value_kind kind, std::string_view typed,
                const completion_context& mesh) {
  id_candidates ids(mesh, typed);
  switch (kind) {
  case value_kind::scope:
    out.push_back({"all", true});
    return ids.add(out, 2, true);
  case value_kind::sector:
    return ids.add(out, 0, false);
  case value_kind::cluster:
    return ids.add(out, 1, false);
  case value_kind::agent:
    return ids.add(out, 2, false);
  case value_kind::delegate_target:
    out.push_back({"best", true});
    add_all(out, class_names());
    return ids.add(out, 2, false);
  case value_kind::agent_class:
    return add_all(out, class_names());
  case value_kind::state:
    return add_all(out, {"active", "degraded", "offline", "quarantined", "suspect"});
  case value_kind::priority:
    return add_all(out, {"background", "normal", "high", "critical"});
  case value_kind::capability:
    return add_all(out, {mesh.capabilities.begin(), mesh.capabilities.end()});
  case value_kind::metric:
    return add_all(out, {mesh.metrics.begin(), mesh.metrics.end()});
  case value_kind::topic:
    return add_all(out, help_topics());
  case value_kind::output_format:
    return add_all(out, format_names());
  case value_kind::column: // add_of_command knows the list
  case value_kind::choice:
  case value_kind::none:
  case value_kind::other:
    return;
  }
}

/// Where the command stands after the words before the cursor.
struct position {
  const option_spec* open_option = nullptr; // wants its value now
  const positional_spec* next = nullptr;
  std::vector<const option_spec*> unused;
};

/// All options of the command, its own and those that others have, too.
std::vector<option_spec> all_options(const command_spec& spec) {
  auto all = spec.options;
  for (auto& option : common_options(spec))
    all.push_back(option);
  all.push_back({"help", "", "this text", value_kind::none, nullptr, spelling::dashes, 'h'});
  return all;
}

bool is_letter_of(const option_spec& option, const token& word) {
  return option.letter != 0 && word.text.size() == 2 && word.text[0] == '-'
         && word.text[1] == option.letter;
}

const option_spec* option_of(const std::vector<option_spec>& options, const token& word) {
  for (const auto& option : options) {
    bool matches = option.as == spelling::dashes    ? word.dashes && word.name == option.name
                   : option.as == spelling::setting ? word.has_value && word.name == option.name
                                                    : word.text == option.name;
    if ((matches || is_letter_of(option, word)) && !word.quoted)
      return &option;
  }
  return nullptr;
}

position walk(const command_spec& spec, const std::vector<option_spec>& options,
              const std::vector<token>& words, std::size_t first) {
  position at;
  for (const auto& option : options)
    at.unused.push_back(&option);
  std::size_t index = 0;
  for (auto i = first; i < words.size(); ++i) {
    if (at.open_option) {
      at.open_option = nullptr;
    } else if (const auto* option = option_of(options, words[i])) {
      std::erase(at.unused, option);
      if (!option->value.empty() && !words[i].has_value && !option->value_may_miss)
        at.open_option = option;
    } else if (index < spec.positionals.size() && spec.positionals[index].how != arity::many) {
      ++index;
    }
  }
  if (index < spec.positionals.size())
    at.next = &spec.positionals[index];
  return at;
}

void add_command_names(std::vector<completion>& out, const std::vector<token>& words) {
  for (const auto& spec : grammar()) {
    auto blank = spec.name.find(' ');
    auto first = spec.name.substr(0, blank);
    if (words.empty())
      out.push_back({std::string(first), true});
    else if (words.size() == 1 && blank != std::string_view::npos && words[0].text == first)
      out.push_back({std::string(spec.name.substr(blank + 1)), true});
  }
}

/// Columns of the list; `a,b,` goes on with the next one, `-` turns the order round.
void add_columns(std::vector<completion>& out, const command_spec& spec,
                 std::string_view typed) {
  auto before = typed.rfind(',') == std::string_view::npos ? 0 : typed.rfind(',') + 1;
  if (typed.starts_with('-'))
    before = 1;
  for (const auto& column : spec.columns)
    out.push_back({concat({typed.substr(0, before), column.name}), true});
}

void add_of_command(std::vector<completion>& out, const command_spec& spec,
                    const std::vector<token>& words, std::size_t first, std::string_view typed,
                    const completion_context& mesh) {
  const auto options = all_options(spec);
  auto at = walk(spec, options, words, first);
  if (at.open_option && at.open_option->kind == value_kind::column)
    return add_columns(out, spec, typed);
  if (at.open_option)
    return add_values(out, at.open_option->kind, typed, mesh);
  if (at.next && at.next->how == arity::keyword)
    out.push_back({std::string(at.next->name), true});
  else if (at.next && !at.next->choices.empty())
    add_all(out, at.next->choices);
  else if (at.next)
    add_values(out, at.next->kind, typed, mesh);
  // Those that every command takes are offered only where an option is being typed.
  const auto own = [&](const option_spec& option) {
    return static_cast<std::size_t>(&option - options.data()) < spec.options.size();
  };
  for (const auto* option : at.unused)
    if (own(*option) || typed.starts_with('-'))
      out.push_back({written(*option), option->as != spelling::setting});
}

/// `--class=A`: the value is completed, the name stays.
void add_inline_value(std::vector<completion>& out, const command_spec& spec,
                      std::string_view typed, const completion_context& mesh) {
  auto equals = typed.find('=') + 1;
  for (const auto& option : all_options(spec)) {
    if (written(option) != typed.substr(0, equals - 1))
      continue;
    if (option.kind == value_kind::column)
      add_columns(out, spec, typed.substr(equals));
    else
      add_values(out, option.kind, typed.substr(equals), mesh);
    for (auto& candidate : out)
      candidate.text.insert(0, typed.substr(0, equals));
  }
}

/// Where the last word begins; the end when the line ends in a blank.
std::size_t start_of_word(std::string_view line) {
  auto blank = line.find_last_of(" \t");
  return blank == std::string_view::npos ? 0 : blank + 1;
}

struct found {
  const command_spec* spec = nullptr;
  std::size_t words = 0;
};

found command_of(const std::vector<token>& words) {
  if (words.empty())
    return {};
  if (words.size() > 1)
    if (const auto* spec = find_command(words[0].text + " " + words[1].text))
      return {spec, 2};
  return {find_command(words[0].text), 1};
}

} // namespace

completion_list completions(std::string_view line, std::size_t cursor,
                            const completion_context& context) {
  auto before = line.substr(0, std::min(cursor, line.size()));
  completion_list result;
  result.start = start_of_word(before);
  auto typed = before.substr(result.start);
  // A letter in place of the word shows whether a word can stand here at all.
  auto words = lex(concat({before.substr(0, result.start), "x"}));
  if (!words.problems.empty() || words.statements.empty())
    return result;
  auto tokens = std::move(words.statements.front().tokens);
  bool in_comment = tokens.back().text != "x";
  if (in_comment)
    return result;
  tokens.pop_back();
  auto [spec, used] = command_of(tokens);
  if (!spec || tokens.size() == 1) // `held` is a command, and `held drop` another
    add_command_names(result.candidates, tokens);
  if (spec && typed.starts_with("--") && typed.find('=') != std::string_view::npos)
    add_inline_value(result.candidates, *spec, typed, context);
  else if (spec)
    add_of_command(result.candidates, *spec, tokens, used, typed, context);
  std::vector<completion> fitting;
  for (auto& candidate : result.candidates)
    if (candidate.text.starts_with(typed)
        && std::find(fitting.begin(), fitting.end(), candidate) == fitting.end())
      fitting.push_back(std::move(candidate));
  result.candidates = std::move(fitting);
  return result;
}

std::string common_prefix(const completion_list& list) {
  if (list.candidates.empty())
    return {};
  auto prefix = list.candidates.front().text;
  for (const auto& candidate : list.candidates) {
    auto end = std::mismatch(prefix.begin(), prefix.end(), candidate.text.begin(),
                             candidate.text.end());
    prefix.erase(end.first, prefix.end());
  }
  return prefix;
}

} // namespace mesh::console
