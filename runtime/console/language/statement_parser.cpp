#include "runtime/console/language/statement_parser.hpp"

#include <algorithm>
#include <set>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/language/asking_help.hpp"
#include "runtime/console/language/command_lookup.hpp"
#include "runtime/console/language/rows_wanted.hpp"

namespace mesh::console {

namespace {

using tokens = std::vector<token>;

/// The value behind the `=` of a word.
token value_token(const token& named) {
  token value;
  value.text = named.value;
  value.quoted = true;
  value.line = named.line;
  value.column = named.value_column;
  value.length = std::max(1, named.column + named.length - named.value_column);
  return value;
}

/// Takes the words of one command in turn and fills it in.
class statement_parser {
public:
  statement_parser(const tokens& words, found_command found)
      : words_(words),
        spec_(*found.spec),
        common_(common_options(*found.spec)),
        next_(found.words),
        result_(found.spec->start),
        how_(line_options{}) {}

  tl::expected<parsed_statement, parse_problems> run() {
    while (next_ < words_.size())
      take(words_[next_++]);
    finish_text();
    check_missing();
    read_rows_wanted(spec_, places_, how_.as<line_options>(), problems_);
    if (problems_.empty() && spec_.check)
      if (auto wrong = spec_.check(result_))
        problems_.push_back(problem_behind(words_, wrong->message, wrong->expected));
    if (!problems_.empty())
      return tl::unexpected(std::move(problems_));
    return parsed_statement{std::move(result_), std::move(how_.as<line_options>())};
  }

private:
  void take(const token& word) {
    if (word.dashes && !word.quoted)
      take_option(word);
    else if (const auto* by_letter = lettered_option(word))
      take_letter(*by_letter, word);
    else if (const auto* option = named_option(word))
      take_named(*option, word);
    else
      take_positional(word);
  }

  // Options.

  const option_spec* find_option(std::string_view name, spelling as) const {
    for (const auto* all : {&spec_.options, &common_})
      for (const auto& option : *all)
        if (option.as == as && option.name == name)
          return &option;
    return nullptr;
  }

  /// `-w`, `-o json`, `-ojson`.
  const option_spec* lettered_option(const token& word) const {
    if (word.quoted || word.text.size() < 2 || word.text[0] != '-')
      return nullptr;
    for (const auto& option : common_)
      if (option.letter != 0 && option.letter == word.text[1]
          && (word.text.size() == 2 || !option.value.empty()))
        return &option;
    return nullptr;
  }

  void take_letter(const option_spec& option, const token& word) {
    if (word.text.size() == 2)
      return take_named(option, word);
    end_text();
    auto glued = word;
    glued.text = word.text.substr(2);
    if (glued.text.starts_with('=') && glued.text.size() > 1)
      glued.text.erase(0, 1);
    set(option, glued, first_time(option, word));
  }

  /// `within 5s`, `latency=80ms`.
  const option_spec* named_option(const token& word) const {
    if (word.quoted)
      return nullptr;
    return word.has_value ? find_option(word.name, spelling::setting)
                          : find_option(word.text, spelling::word);
  }

  void take_option(const token& word) {
    end_text();
    const auto* option = find_option(word.name, spelling::dashes);
    if (!option)
      return unknown_option(word);
    if (option->value.empty()) {
      if (word.has_value)
        problems_.push_back(problem_at(value_token(word), "--" + word.name + " takes no value",
                                       "--" + word.name + " alone"));
      else if (first_time(*option, word))
        option->set(is_common(*option) ? how_ : result_, {});
      return;
    }
    take_named(*option, word);
  }

  void take_named(const option_spec& option, const token& word) {
    end_text();
    bool fresh = first_time(option, word);
    if (word.has_value)
      return set(option, value_token(word), fresh);
    bool value_follows = next_ < words_.size() && !words_[next_].dashes;
    if (option.value_may_miss && !(value_follows && starts_with_digit(words_[next_]))) {
      auto nothing = word;
      nothing.text.clear();
      return set(option, nothing, fresh);
    }
    if (!value_follows)
      return problems_.push_back(problem_at(word, in_quotes(written(option)) + " needs a value",
                                            usage(option) + ": " + std::string(option.help)));
    set(option, words_[next_++], fresh);
  }

  static bool starts_with_digit(const token& word) {
    return !word.quoted && !word.text.empty() && word.text[0] >= '0' && word.text[0] <= '9';
  }

  bool first_time(const option_spec& option, const token& word) {
    if (seen_.insert(&option).second)
      return true;
    problems_.push_back(
        problem_at(word, in_quotes(written(option)) + " is given twice", "each option once"));
    return false;
  }

  void unknown_option(const token& word) {
    std::vector<std::string> known;
    for (const auto& option : spec_.options)
      known.push_back(written(option));
    auto all = known;
    for (const auto& option : common_)
      all.push_back(written(option));
    auto near = nearest("--" + word.name, {all.begin(), all.end()});
    problems_.push_back(
        problem_at(word, in_quotes(spec_.name) + " has no option --" + word.name,
                   known.empty() ? "no option at all" : "one of " + listed(known), near));
    skip_value_of_unknown(word);
  }

  /// A word after an unknown option is most likely its value; one problem is enough.
  void skip_value_of_unknown(const token& word) {
    auto is_option = [&](std::size_t i) {
      return i >= words_.size() || words_[i].dashes;
    };
    if (!word.has_value && !is_option(next_) && is_option(next_ + 1))
      ++next_;
    unexpected_said_ = true;
  }

  // Positionals.

  void take_positional(const token& word) {
    if (!text_.empty() && !text_ended_)
      return text_.push_back(&word);
    if (index_ == spec_.positionals.size())
      return unexpected(word);
    const auto& wanted = spec_.positionals[index_];
    switch (wanted.how) {
    case arity::keyword:
      ++index_;
      if (word.text != wanted.name || word.quoted)
        problems_.push_back(problem_at(word, "unexpected " + in_quotes(word.text),
                                       in_quotes(wanted.name) + ", as in: " + usage(spec_)));
      return;
    case arity::many:
      ++many_;
      return set(wanted.set, word, true);
    case arity::text:
    case arity::maybe:
      ++index_;
      return text_.push_back(&word);
    case arity::optional:
      ++index_;
      return take_optional(wanted, word);
    case arity::one:
      ++index_;
      return set(wanted.set, word, true);
    }
  }

  /// A word that was no such value may have been meant as an option.
  void take_optional(const positional_spec& wanted, const token& word) {
    auto before = problems_.size();
    set(wanted.set, word, true);
    if (problems_.size() == before)
      return;
    unexpected_said_ = true;
    if (problems_.back().suggestion.empty())
      problems_.back().suggestion = near_option(word);
  }

  void end_text() { text_ended_ = !text_.empty(); }

  /// The words of an unquoted text count as one.
  void finish_text() {
    if (text_.empty())
      return;
    auto whole = *text_.front();
    for (const auto* word : text_)
      if (word != text_.front())
        whole.text += " " + word->text;
    if (text_.back()->line == whole.line)
      whole.length = text_.back()->column + text_.back()->length - whole.column;
    for (const auto& positional : spec_.positionals)
      if (positional.how == arity::text || positional.how == arity::maybe)
        set(positional.set, whole, true);
  }

  void unexpected(const token& word) {
    if (unexpected_said_) // the first one is enough
      return;
    unexpected_said_ = true;
    auto expected = text_ended_ ? "text of several words in quotes, or all of it before the "
                                  "options"
                                : usage(spec_);
    problems_.push_back(
        problem_at(word, "unexpected " + in_quotes(word.text), expected, near_option(word)));
  }

  /// The option that was meant by a word without dashes, or misspelt.
  std::string near_option(const token& word) const {
    if (word.has_value && find_option(word.name, spelling::dashes))
      return "--" + word.text;
    if (find_option(word.text, spelling::dashes))
      return "--" + word.text;
    std::vector<std::string> known;
    for (const auto& option : spec_.options)
      known.push_back(written(option));
    auto typed = word.has_value ? word.name + "=" : word.text;
    return nearest(typed, {known.begin(), known.end()});
  }

  void check_missing() {
    for (; index_ < spec_.positionals.size(); ++index_) {
      const auto& wanted = spec_.positionals[index_];
      if (wanted.how == arity::optional || wanted.how == arity::maybe)
        continue;
      if (wanted.how == arity::many && many_ >= 2)
        continue;
      if (problems_.empty())
        problems_.push_back(
            problem_behind(words_,
                           std::string(wanted.name) + " is missing"
                               + (many_ == 1 ? ": one alone is no pipeline" : ""),
                           usage(spec_)));
      return;
    }
  }

  /// Reads a value into the command; with `keep` false only to check it.
  void set(setter into, const token& word, bool keep) {
    command scratch;
    if (!keep)
      scratch = spec_.start;
    if (auto wrong = into(keep ? result_ : scratch, word.text))
      problems_.push_back(problem_at(word, wrong->message, wrong->expected, wrong->suggestion));
  }

  bool is_common(const option_spec& option) const {
    return !common_.empty() && &option >= &common_.front() && &option <= &common_.back();
  }

  /// The value of an option of the command, or of one that every command takes.
  void set(const option_spec& option, const token& word, bool keep) {
    if (!is_common(option)) {
      if (keep && option.name == "limit" && lists(spec_))
        how_.as<line_options>().limit = word.text == "all" ? 0 : as_count(word.text);
      return set(option.set, word, keep);
    }
    command scratch = line_options{};
    if (keep)
      places_[option.name] = word;
    if (auto wrong = option.set(keep ? how_ : scratch, word.text))
      problems_.push_back(problem_at(word, wrong->message, wrong->expected, wrong->suggestion));
  }

  /// Nothing for what is none: its own setter complains.
  static std::optional<std::size_t> as_count(std::string_view text) {
    auto count = read_count(text, 1, 1'000'000);
    return count ? std::optional(static_cast<std::size_t>(*count)) : std::nullopt;
  }

  const tokens& words_;
  const command_spec& spec_;
  const std::vector<option_spec> common_;
  std::size_t next_;
  command result_;
  command how_;
  option_places places_; // of common options
  parse_problems problems_;
  std::set<const option_spec*> seen_;
  std::size_t index_ = 0; // of the positional that comes next
  int many_ = 0;          // how many an `arity::many` has got
  std::vector<const token*> text_;
  bool text_ended_ = false;
  bool unexpected_said_ = false;
};

} // namespace

tl::expected<parsed_statement, parse_problems> parse_statement(const statement& words) {
  if (const auto wanted = asks_for_help(words.tokens))
    return help_on(words.tokens, *wanted);
  auto found = lookup_command(words.tokens);
  if (!found)
    return tl::unexpected(parse_problems{std::move(found).error()});
  return statement_parser(words.tokens, *found).run();
}

} // namespace mesh::console
