#include "runtime/console/talk/understand.hpp"

#include <algorithm>
#include <set>

#include "config/nearest.hpp"
#include "runtime/console/talk/items.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_marks = 8; // of clauses in a sentence
constexpr std::size_t longest_guessed =
    24; // letters of a word that something near is sought for

using items = std::vector<item>;

/// A concept that may stand beside what is said: a noun ("slow agents"), a count, and a yes.
/// So "ok, who is slow?" is a question, and approves nothing.
bool stands_beside(const std::string& name, const sentence_template& t, bool wish) {
  if (name == "sector" || name == "cluster" || name == "agent" || name == "class")
    return true;
  const auto decides = t.intent == "yes" || t.intent == "no";
  return (name == "yes" && !decides) || (name == "count" && !decides && !wish);
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::ranges::find(list, name) != list.end();
}

/// The fit of a clause to a template: so many of its needed parts, or not at all. One unknown
/// word may stand for a name that the template needs.
struct fit {
  int score = -1;
  std::optional<item_kind> missing; // the kind of name that the unknown word stands for
};

/// A pronoun stands for a place, but where only a pronoun may stand: "yes, both".
item_kind slot_kind(const item& one, const sentence_template& t) {
  return one.kind == item_kind::pronoun && !t.slots.contains(item_kind::pronoun)
             ? item_kind::place
             : one.kind;
}

bool slots_fit(const sentence_template& t, std::map<item_kind, int> counts) {
  for (const auto& [kind, how] : t.slots) {
    const auto many = counts[kind];
    if ((how == '1' && many != 1) || (how == '?' && many > 1) || (how == '+' && many == 0))
      return false;
    counts.erase(kind);
  }
  return std::ranges::all_of(counts, [](const auto& one) { return one.second == 0; });
}

/// All that a clause says, for one template.
struct said_parts {
  std::set<std::string> concepts;
  std::map<item_kind, int> slots; // how many of each
  int unknown = 0;
};

/// Adds one item; false: it has no place in this template.
bool add_part(const item& one, const sentence_template& t, bool wish, said_parts& to) {
  switch (one.kind) {
  case item_kind::filler:
  case item_kind::mark:
    return true;
  case item_kind::question:
    return !wish;
  case item_kind::unknown:
    ++to.unknown;
    return true;
  case item_kind::concept_:
    to.concepts.insert(one.name);
    return contains(t.needed, one.name) || contains(t.optional, one.name)
           || stands_beside(one.name, t, wish);
  default:
    ++to.slots[slot_kind(one, t)];
    return true;
  }
}

/// The kind of name that the one unknown word may stand for.
std::optional<item_kind> missing_name(const sentence_template& t, const said_parts& said,
                                      bool wish) {
  if (said.unknown > 1 || t.needed.empty())
    return std::nullopt;
  for (const auto kind : {item_kind::capability, item_kind::host, item_kind::agent_class}) {
    const auto slot = t.slots.find(kind);
    auto counts = said.slots;
    if (slot == t.slots.end() || counts[kind] > 0 || slot->second == '*'
        || (slot->second == '?' && kind != item_kind::host)
        || (kind == item_kind::agent_class && !wish))
      continue;
    counts[kind] = 1;
    if (slots_fit(t, std::move(counts)))
      return kind;
  }
  return std::nullopt;
}

fit fit_of(const items& clause, const sentence_template& t, bool wish) {
  said_parts said;
  if (!std::ranges::all_of(clause,
                           [&](const item& one) { return add_part(one, t, wish, said); })
      || !std::ranges::all_of(t.needed,
                              [&](const auto& name) { return said.concepts.contains(name); }))
    return {};
  fit found;
  constexpr int worth = 10; // a needed part, against one that may be missing
  found.score = worth * static_cast<int>(t.needed.size());
  for (const auto& [kind, how] : t.slots)
    found.score += how == '1' || how == '+' ? worth : said.slots[kind] > 0 ? 1 : 0;
  if (said.unknown == 0)
    return slots_fit(t, said.slots) ? found : fit{};
  found.missing = missing_name(t, said, wish);
  return found.missing ? found : fit{};
}

void take_number(const item& one, intent& to) {
  if (one.name == "ordinal")
    to.only = one.value;
  else
    to.number = one.value;
}

void take(const item& one, intent& to) {
  switch (one.kind) {
  case item_kind::place:
    to.places.push_back(one.where);
    break;
  case item_kind::pronoun:
    to.refer.push_back(one.name);
    break;
  case item_kind::agent_class:
    if (const auto cls = parse_class(one.name))
      to.classes.push_back(*cls);
    break;
  case item_kind::capability:
    to.capability = one.name;
    break;
  case item_kind::host:
    to.host = one.name;
    break;
  case item_kind::text:
    to.text = one.name;
    break;
  case item_kind::number:
    take_number(one, to);
    break;
  case item_kind::past:
    to.past_ms = one.value;
    break;
  case item_kind::moment:
    to.moment = one.name;
    break;
  case item_kind::proposal:
    to.proposal = static_cast<std::uint64_t>(one.value);
    break;
  default:
    break;
  }
}

/// The error in the decisions of a sentence; none: there is none. A yes is about what was
/// proposed before, never about a wish beside it.
std::optional<not_understood> wrong_decisions(const std::vector<intent>& all) {
  int decisions = 0;
  bool wished = false;
  for (const auto& one : all) {
    wished = wished || one.wish;
    const auto decides = one.name == "yes" || one.name == "no";
    if (decides && wished)
      return not_understood{"a wish cannot be approved in the sentence that wishes it",
                            "wish it, look at the proposal, and then say yes", false};
    decisions += decides ? 1 : 0;
  }
  if (decisions > 1)
    return not_understood{"yes or no was said more than once", "say it once", false};
  return std::nullopt;
}

/// The clauses of one sentence in one language.
class sentence {
public:
  sentence(items all, const language& in, const known_names& names)
      : all_(std::move(all)), in_(in), names_(names) {}

  tl::expected<std::vector<intent>, not_understood> read() {
    for (const auto& one : all_)
      if (one.kind == item_kind::place && !one.wrong.empty())
        return tl::unexpected(
            not_understood{one.wrong, "sectors are s00 to s99; see 'agents'", true});
    std::vector<intent> found;
    std::vector<std::size_t> cuts{0};
    for (std::size_t i = 0; i <= all_.size(); ++i) {
      if (i < all_.size() && all_[i].kind != item_kind::mark)
        continue;
      cuts.push_back(i + 1);
      if (cuts.size() > most_marks)
        return tl::unexpected(not_understood{"the sentence has too many parts",
                                             "say it in several sentences", false});
      if (i < all_.size() && all_[i].name != "break")
        continue;
      dead_.clear();
      auto part = from(cuts, 0);
      if (!part)
        return tl::unexpected(why_not());
      found.insert(found.end(), part->begin(), part->end());
      cuts.assign(1, i + 1);
    }
    return found;
  }

  [[nodiscard]] int unknown() const {
    return static_cast<int>(std::ranges::count(all_, item_kind::unknown, &item::kind));
  }

private:
  /// The clauses from a cut on: the longest first that is understood.
  std::optional<std::vector<intent>> from(const std::vector<std::size_t>& cuts,
                                          std::size_t first) {
    if (first + 1 >= cuts.size())
      return std::vector<intent>();
    if (dead_.contains(first))
      return std::nullopt;
    for (auto last = cuts.size() - 1; last > first; --last) {
      const items clause(all_.begin() + static_cast<std::ptrdiff_t>(cuts[first]),
                         all_.begin() + static_cast<std::ptrdiff_t>(cuts[last] - 1));
      auto mine = clause_of(clause);
      if (!mine)
        continue;
      if (auto rest = from(cuts, last)) {
        mine->insert(mine->end(), rest->begin(), rest->end());
        return mine;
      }
    }
    dead_.insert(first);
    return std::nullopt;
  }

  /// The intent of a clause; none of an empty one; nothing when it is not understood.
  std::optional<std::vector<intent>> clause_of(const items& clause) {
    if (std::ranges::all_of(clause, [](const item& one) {
          return one.kind == item_kind::filler || one.kind == item_kind::mark;
        }))
      return std::vector<intent>();
    const sentence_template* best = nullptr;
    int score = -1;
    for (const auto& t : in_.templates()) {
      const auto* spec = in_.intent(t.intent);
      const auto found = fit_of(clause, t, spec->wish);
      if (found.missing && !missing_) {
        missing_ = found.missing;
        missing_word_ = std::ranges::find(clause, item_kind::unknown, &item::kind)->name;
      }
      if (found.missing || found.score <= score)
        continue;
      best = &t;
      score = found.score;
    }
    if (best == nullptr)
      return std::nullopt;
    intent made;
    made.name = best->intent;
    made.wish = in_.intent(best->intent)->wish;
    for (const auto& one : clause) {
      take(one, made);
      made.agreed = made.agreed || (one.kind == item_kind::concept_ && one.name == "yes");
    }
    return std::vector{std::move(made)};
  }

  [[nodiscard]] std::string near_name() const {
    std::vector<std::string_view> all;
    if (*missing_ == item_kind::capability)
      all.assign(names_.capabilities.begin(), names_.capabilities.end());
    else if (*missing_ == item_kind::host)
      all.assign(names_.hosts.begin(), names_.hosts.end());
    else
      for (const auto cls : all_classes)
        all.push_back(to_string(cls));
    if (missing_word_.size() > longest_guessed)
      return {};
    return nearest(missing_word_, all);
  }

  /// Sentences of the intents that share most with what was said.
  [[nodiscard]] std::string examples() const {
    std::set<std::string> said;
    for (const auto& one : all_)
      if (one.kind == item_kind::concept_)
        said.insert(one.name);
    std::string best;
    int most = 0;
    for (const auto& t : in_.templates()) {
      const auto shared = static_cast<int>(std::ranges::count_if(
          t.needed, [&](const auto& name) { return said.contains(name); }));
      const auto& tests = in_.intent(t.intent)->tests;
      if (shared <= most || tests.empty())
        continue;
      most = shared;
      best = tests.front();
    }
    return best.empty() ? "ask for example: what is happening in sector 7? which agents are "
                          "slow? what are they stuck on? route around s07.c04.a12"
                        : "ask for example: " + best;
  }

  /// Of the words with the same first letter and about the same length; empty: none is near.
  [[nodiscard]] std::string near_word(const std::string& word) const {
    constexpr std::size_t shortest_guessed = 4;
    if (word.size() < shortest_guessed || word.size() > longest_guessed)
      return {};
    std::vector<std::string_view> known;
    for (const auto& one : in_.vocabulary())
      if (one.front() == word.front() && one.size() + 2 >= word.size()
          && one.size() <= word.size() + 2)
        known.push_back(one);
    const auto near = nearest(word, known);
    return near == word ? std::string() : near;
  }

  [[nodiscard]] not_understood why_not() const {
    if (missing_) {
      const auto* kind = *missing_ == item_kind::capability ? "capability"
                         : *missing_ == item_kind::host     ? "host"
                                                            : "class";
      const auto near = near_name();
      return {"there is no " + std::string(kind) + " \"" + missing_word_ + "\"",
              near.empty() ? "see 'help'" : "the nearest is " + near, true};
    }
    const auto found = std::ranges::find(all_, item_kind::unknown, &item::kind);
    if (found == all_.end())
      return {"the words are known, but not together", examples(), false, true};
    const auto near = near_word(found->name);
    return {"the word \"" + found->name.substr(0, 60) + "\" is not known"
                + (near.empty() ? "" : "; perhaps \"" + near + "\" was meant"),
            examples(), false, true};
  }

  items all_;
  const language& in_;
  const known_names& names_;
  std::set<std::size_t> dead_;
  std::optional<item_kind> missing_;
  std::string missing_word_;
};

} // namespace

tl::expected<std::vector<intent>, not_understood>
understand(std::string_view text, const known_names& names, const std::vector<language>& in) {
  const auto words = words_of(text);
  if (!words)
    return tl::unexpected(not_understood{words.error().detail, words.error().remedy, false});
  std::optional<not_understood> why;
  int fewest = 0;
  for (const auto& one : in) {
    sentence mine(items_of(*words, one, names), one, names);
    auto found = mine.read();
    if (found)
      if (const auto wrong = wrong_decisions(*found))
        return tl::unexpected(*wrong);
    if (found && !found->empty())
      return found;
    const auto unknown = mine.unknown();
    if (why && unknown >= fewest)
      continue;
    fewest = unknown;
    why = found ? not_understood{"nothing was asked",
                                 "ask for example: what is happening in sector 7?", false}
                : found.error();
  }
  return tl::unexpected(*why);
}

} // namespace mesh::console::talk
