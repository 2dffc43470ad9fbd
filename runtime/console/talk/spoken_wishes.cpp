#include "runtime/console/talk/spoken_wishes.hpp"

#include <algorithm>
#include <array>

namespace mesh::console::talk {

namespace {

/// Concepts beside which a verb is no wish: refusals, questions, talk about proposals.
constexpr std::array<std::string_view, 4> doubtful{"no", "why", "compare", "proposal"};
/// Concepts that describe some agents of a place.
constexpr std::array<std::string_view, 7> describing{
    "slow", "stuck", "slower", "offline", "quarantine", "frozen", "event"};
/// Nouns that say nothing of their own.
constexpr std::array<std::string_view, 5> nouns{"sector", "cluster", "agent", "class", "count"};

bool is_one_of(const auto& list, const auto& name) {
  return std::ranges::find(list, name) != list.end();
}

bool is_verb(const item& one) {
  constexpr std::array<std::string_view, 10> verbs{"route_around", "exclude", "restore", "heal",
                                                   "freeze",       "thaw",    "drain",   "grow",
                                                   "ask",          "delegate"};
  return one.kind == item_kind::concept_ && one.value != weak_word
         && (is_one_of(verbs, one.name) || one.name == "gather");
}

/// A clause that only goes on with a list: "and sector 8".
bool goes_on(const item& one) {
  switch (one.kind) {
  case item_kind::filler:
  case item_kind::place:
  case item_kind::pronoun:
  case item_kind::agent_class:
  case item_kind::host:
    return true;
  case item_kind::concept_:
    return is_one_of(nouns, one.name);
  default:
    return false;
  }
}

/// The words of a text, without marks; a quoted text counts as its words.
std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> all;
  const auto words = words_of(text);
  if (!words)
    return all;
  for (const auto& one : *words)
    if (one.what == word::kind::plain) {
      all.push_back(one.text);
    } else if (one.what == word::kind::text) {
      const auto inside = plain_words(one.text);
      all.insert(all.end(), inside.begin(), inside.end());
    }
  return all;
}

/// The word that makes a sentence doubtful in any language; empty: none does.
std::string doubtful_word(const std::vector<word>& words, const std::vector<language>& in) {
  constexpr std::array<std::string_view, 4> all{"all", "everything", "everyone", "everybody"};
  std::string_view before;
  for (const auto& one : words) {
    if (one.what != word::kind::plain)
      continue;
    if (one.text == "but" && is_one_of(all, before)) // an exception
      return "all but";
    for (const auto& language : in)
      if (language.doubts(one.text))
        return one.text;
    before = one.text;
  }
  return {};
}

/// The parts of a sentence that stand in quotation marks, and the rest of it.
struct quotation {
  std::string outside;
  std::vector<std::string> inside;
};
quotation quotation_of(std::string_view sentence) {
  quotation found;
  auto quoted = false;
  for (const char c : sentence) {
    if (c == '"') {
      quoted = !quoted;
      if (quoted)
        found.inside.emplace_back();
      found.outside += ' ';
    } else {
      (quoted ? found.inside.back() : found.outside) += c;
    }
  }
  return found;
}

/// Ends like a question, and no polite phrase makes a wish of it.
bool is_question(std::string_view sentence, const std::vector<word>& words,
                 const std::vector<language>& in) {
  std::string joined = " ";
  for (const auto& one : words)
    joined += one.text + " ";
  for (const auto& language : in)
    for (const auto& phrase : language.polite())
      if (joined.find(" " + phrase + " ") != std::string::npos)
        return false;
  return quotation_of(sentence).outside.find('?') != std::string::npos;
}

void take(const item& one, spoken_wish& to) {
  switch (one.kind) {
  case item_kind::place:
    if (one.wrong.empty())
      to.places.push_back(one.where);
    to.placed = true;
    break;
  case item_kind::agent_class:
    if (const auto cls = parse_class(one.name))
      to.classes.push_back(*cls);
    to.classed = true;
    break;
  case item_kind::capability:
    to.capabilities.push_back(one.name);
    break;
  case item_kind::host:
    to.hosts.push_back(one.name);
    break;
  case item_kind::number:
    if (one.name == "number")
      to.numbers.push_back(one.value);
    to.counted = true;
    break;
  case item_kind::concept_:
    to.described = to.described || is_one_of(describing, one.name);
    break;
  default:
    break;
  }
}

using items = std::vector<item>;

/// The end of what a verb reaches: its clause, and those behind that only go on with a list.
std::size_t end_of_reach(const items& all, std::size_t verb) {
  const auto clause_end = [&](std::size_t from) {
    while (from < all.size() && all[from].kind != item_kind::mark)
      ++from;
    return from;
  };
  auto end = clause_end(verb);
  while (end < all.size()) {
    const auto next = clause_end(end + 1);
    if (!std::all_of(all.begin() + static_cast<std::ptrdiff_t>(end + 1),
                     all.begin() + static_cast<std::ptrdiff_t>(next), goes_on))
      break;
    end = next;
  }
  return end;
}

std::size_t begin_of_clause(const items& all, std::size_t verb) {
  while (verb > 0 && all[verb - 1].kind != item_kind::mark)
    --verb;
  return verb;
}

/// Beside the verb no place stands, or a pronoun: it means those that were named before it in
/// the sentence, else those that were spoken about.
void take_meant(const items& all, std::size_t before, const conversation& about,
                spoken_wish& to) {
  spoken_wish earlier;
  for (std::size_t i = 0; i < before; ++i)
    take(all[i], earlier);
  if (earlier.places.empty()) {
    earlier.places = about.places;
    for (const auto& id : about.them)
      earlier.places.emplace_back(id);
  }
  to.places.insert(to.places.end(), earlier.places.begin(), earlier.places.end());
}

} // namespace

spoken_wishes::spoken_wishes(std::string_view sentence, const known_names& names,
                             const conversation& about, const std::vector<language>& in) {
  const auto quotation = quotation_of(sentence);
  said_ = plain_words(quotation.outside);
  for (const auto& text : quotation.inside)
    quoted_.push_back(plain_words(text));
  const auto words = words_of(sentence);
  if (!words)
    return;
  doubt_ = doubtful_word(*words, in);
  if (doubt_.empty() && is_question(sentence, *words, in))
    doubt_ = "?";
  for (const auto& language : in)
    read(items_of(*words, language, names), about);
}

void spoken_wishes::read(const items& all, const conversation& about) {
  std::vector<spoken_wish> found;
  std::string doubt;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& one = all[i];
    if (one.kind == item_kind::question
        || (one.kind == item_kind::concept_ && is_one_of(doubtful, one.name)))
      doubt = one.name.empty() ? "a word of questions" : one.name;
    if (!is_verb(one))
      continue;
    spoken_wish wish;
    wish.verb = one.name;
    const auto begin = begin_of_clause(all, i);
    const auto end = end_of_reach(all, i);
    auto pronoun = false;
    for (auto j = begin; j < end; ++j) {
      take(all[j], wish);
      pronoun = pronoun || all[j].kind == item_kind::pronoun;
    }
    if (pronoun || !wish.placed)
      take_meant(all, begin, about, wish);
    wish.placed = wish.placed || pronoun;
    if (wish.classes.empty() && about.cls)
      wish.classes.push_back(*about.cls);
    if (wish.capabilities.empty() && !about.capability.empty())
      wish.capabilities.push_back(about.capability);
    found.push_back(std::move(wish));
  }
  // A verb of one language beside a question of that language is none.
  if (!found.empty() && !doubt.empty() && doubt_.empty())
    doubt_ = doubt;
  all_.insert(all_.end(), found.begin(), found.end());
}

std::vector<spoken_wish> spoken_wishes::with(std::string_view verb) const {
  std::vector<spoken_wish> found;
  for (const auto& one : all_)
    if (one.verb == verb)
      found.push_back(one);
  return found;
}

bool spoken_wishes::says(std::string_view text) const {
  const auto wanted = plain_words(text);
  if (wanted.empty())
    return false;
  return is_one_of(quoted_, wanted)
         || std::search(said_.begin(), said_.end(), wanted.begin(), wanted.end())
                != said_.end();
}

} // namespace mesh::console::talk
