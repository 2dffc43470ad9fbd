#include "runtime/console/talk/model_gate.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "runtime/console/language/command_lookup.hpp"
#include "runtime/console/language/parser.hpp"

namespace mesh::console::talk {

namespace {

using refusal = tl::unexpected<std::string>;

constexpr std::size_t longest_command = 1'000; // bytes

/// The commands that a model may have proposed, the verb that must have been said, and the
/// options that it may have.
struct change_rule {
  std::string_view command;
  std::string_view verb;
  std::vector<std::string_view> options = {};
  bool whole_mesh = false; // without a place it is for all of the mesh, as people say it
};

const std::vector<change_rule>& rules() {
  static const std::vector<change_rule> all{
      {"route around", "route_around"},
      {"route exclude", "exclude"},
      {"route clear", "restore", {}, true},
      {"heal", "heal"},
      {"freeze", "freeze"},
      {"thaw", "thaw"},
      {"drain", "drain"},
      {"node drain", "drain"},
      {"grow", "grow", {"in", "class"}, true},
      {"ask", "ask", {"in", "class", "capability"}, true},
      {"delegate", "delegate", {"to", "capability"}, true},
      {"gather", "gather", {"class", "capability", "payload"}, true}};
  return all;
}

/// Commands that look, and yet bring about proposals of the mesh, or read all of a disk.
constexpr std::array<std::string_view, 2> not_to_look{"proposals", "verify"};
constexpr std::size_t most_rows_of_look = 100;

/// A command of a change in its parts, all of which are checked one by one.
struct written_change {
  const change_rule* rule = nullptr;
  std::vector<std::string> positionals;
  std::map<std::string, std::string> options;
};

bool holds(const auto& list, const auto& value) {
  return std::ranges::find(list, value) != list.end();
}

/// Reads the words behind the command's name, or says which is not to be there.
tl::expected<written_change, std::string>
read_parts(const change_rule& rule, const std::vector<token>& words, std::size_t from) {
  written_change made{&rule, {}, {}};
  for (auto i = from; i < words.size(); ++i) {
    const auto& one = words[i];
    if (one.quoted || (!one.dashes && !one.text.starts_with('-'))) {
      made.positionals.push_back(one.text);
      continue;
    }
    if (!one.dashes || !holds(rule.options, std::string_view(one.name)))
      return refusal("its option " + one.text + " is none of yours");
    auto value = one.value;
    if (!one.has_value && i + 1 < words.size())
      value = words[++i].text;
    if (!made.options.emplace(one.name, value).second)
      return refusal("its option " + one.text + " is there twice");
  }
  return made;
}

class change_judge {
public:
  change_judge(const written_change& what, const spoken_wishes& asked, const spoken_wish& wish)
      : what_(what), asked_(asked), wish_(wish) {}

  /// The command anew from its parts; or the part that was not asked for.
  tl::expected<std::string, std::string> run() {
    words_ = {};
    const auto name = std::string(what_.rule->command);
    if (name == "route exclude")
      exclusion();
    else if (name == "node drain")
      one_of(wish_.hosts, first());
    else if (name == "grow")
      growth();
    else if (name == "ask" || name == "delegate")
      text(whole_text());
    else if (!what_.positionals.empty())
      place(first());
    for (const auto& [option, value] : what_.options)
      narrow(option, value);
    if (why_.empty())
      reach();
    if (!why_.empty())
      return refusal(why_);
    auto line = name;
    for (const auto& word : words_)
      line += " " + word;
    return line;
  }

private:
  [[nodiscard]] std::string first() const {
    return what_.positionals.empty() ? std::string() : what_.positionals.front();
  }
  [[nodiscard]] std::string whole_text() const {
    std::string all;
    for (const auto& one : what_.positionals)
      all += (all.empty() ? "" : " ") + one;
    return all;
  }
  void refuse(const std::string& why) {
    if (why_.empty())
      why_ = why;
  }
  void take(std::string word) { words_.push_back(std::move(word)); }

  void place(const std::string& text) {
    const auto where = read_scope(text);
    if (!where)
      return refuse("\"" + text + "\" is no place");
    if (!holds(wish_.places, *where))
      return refuse("you did not name " + to_string(*where));
    placed_ = true;
    for_one_ = where->kind() == scope::level::agent;
    take(to_string(*where));
  }

  void cls(const std::string& text) {
    const auto read = read_class(text);
    if (!read)
      return refuse("\"" + text + "\" is no class");
    if (!holds(wish_.classes, *read))
      return refuse("you did not name " + std::string(to_string(*read)));
    classed_ = true;
    take(std::string(to_string(*read)));
  }

  void one_of(const std::vector<std::string>& named, const std::string& text) {
    if (!holds(named, text))
      return refuse("you did not name " + text);
    take(text);
  }

  void text(const std::string& words) {
    if (words.find_first_of("\"\\") != std::string::npos || !asked_.says(words))
      return refuse("its text is none of yours");
    take("\"" + words + "\""); // never an option
  }

  void exclusion() {
    if (what_.positionals.size() != 3)
      return refuse("it is not written in full");
    cls(what_.positionals[0]);
    take("from");
    one_of(wish_.capabilities, what_.positionals[2]);
    placed_ = true;
  }

  void growth() {
    const auto count = read_count(first(), 1, 1'000'000);
    if (!count || !holds(wish_.numbers, static_cast<double>(*count)))
      return refuse("you did not say " + first());
    take(std::to_string(*count));
  }

  void narrow(const std::string& option, const std::string& value) {
    take("--" + option);
    const auto of_class = option == "class" || (option == "to" && !read_scope(value));
    if (of_class)
      cls(value);
    else if (option == "capability")
      one_of(wish_.capabilities, value);
    else if (option == "payload")
      text(value);
    else
      place(value);
  }

  /// Words that a command leaves out make it reach more.
  void reach() {
    if (what_.rule->command == "node drain")
      return;
    if (wish_.counted && what_.rule->command != "grow")
      return refuse("you said a number, which it leaves out");
    if (wish_.described && !for_one_)
      return refuse("it would be for more than you described");
    if (!placed_ && (wish_.placed || !what_.rule->whole_mesh))
      return refuse("it would be for more than you named");
    if (!classed_ && wish_.classed)
      refuse("it would be for more than the class that you named");
  }

  const written_change& what_;
  const spoken_wishes& asked_;
  const spoken_wish& wish_;
  std::vector<std::string> words_;
  std::string why_;
  bool placed_ = false;
  bool classed_ = false;
  bool for_one_ = false; // an agent, which needs no description
};

tl::expected<judged_command, std::string> judge_change(const std::vector<token>& words,
                                                       const found_command& found,
                                                       const spoken_wishes& asked) {
  const auto rule = std::ranges::find(rules(), found.spec->name, &change_rule::command);
  if (rule == rules().end())
    return refusal("a model's '" + std::string(found.spec->name) + "' is never proposed");
  const auto wishes = asked.with(rule->verb);
  if (wishes.empty())
    return refusal("no plain word of yours asks for that");
  if (!asked.doubt().empty())
    return refusal("your sentence is no plain wish (\"" + asked.doubt() + "\")");
  const auto parts = read_parts(*rule, words, found.words);
  if (!parts)
    return refusal(parts.error());
  std::string why;
  for (const auto& wish : wishes) {
    auto made = change_judge(*parts, asked, wish).run();
    if (made)
      return judged_command{std::move(*made), true};
    if (why.empty())
      why = made.error();
  }
  return refusal(why);
}

bool is_plain(const std::string& command) {
  return command.size() <= longest_command
         && std::ranges::all_of(command, [](unsigned char c) { return c >= ' ' && c < 0x7f; });
}

} // namespace

tl::expected<judged_command, std::string> judge(const std::string& command,
                                                const spoken_wishes& asked) {
  if (!is_plain(command))
    return refusal("it has characters that no command has, or too many");
  const auto parsed = parse_line(command);
  if (!parsed)
    return refusal("it is no command: " + parsed.error().front().message);
  const auto all = lex(command);
  if (!*parsed || all.statements.size() != 1)
    return refusal("it is no command");
  const auto& words = all.statements.front().tokens;
  const auto found = lookup_command(words);
  const auto& line = **parsed;
  if (!found || spec_of(line.order) != found->spec)
    return refusal("it is no command of the mesh");
  const auto effect = effect_of(*found->spec);
  if (effect == command_effect::changes)
    return judge_change(words, *found, asked);
  if (effect != command_effect::looks || found->spec->file != nullptr || line.how.watch_ms
      || holds(not_to_look, found->spec->name))
    return refusal("a model's '" + std::string(found->spec->name) + "' is not run");
  if (line.how.limit && (*line.how.limit == 0 || *line.how.limit > most_rows_of_look))
    return refusal("it lists more than " + std::to_string(most_rows_of_look) + " rows");
  return judged_command{command, false};
}

} // namespace mesh::console::talk
