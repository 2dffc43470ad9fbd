#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"

/// One language of conversations as data (N1): which phrases mean which concept, and which
/// concepts together mean which intent. `runtime/console/talk/en.json` is one.
namespace mesh::console::talk {

/// The kind of thing that a phrase or a word stands for.
enum class item_kind {
  filler,   // says nothing: "the", "please"
  question, // "how", "when": no wish has one
  concept_, // "slow", "freeze"
  place,    // an id, "sector 7", "everything"
  pronoun,  // "it", "them", "there"
  agent_class,
  capability,
  number,
  past,   // "since this morning", in ms
  moment, // "at 15:30"
  text,   // between quotes
  host,
  proposal, // "proposal 3"
  mark,     // where a new clause may begin; `break`: where one does
  unknown
};

/// The meaning of a phrase, before ids and numbers are read.
struct meaning {
  item_kind kind = item_kind::filler;
  std::string name; // the concept; the class; a pronoun: it, them, there; a level of places
  double value = 0; // of a number, an ordinal, a unit of time in ms; of a concept `weak_word`
};

/// The value of a concept's word that people also say when they mean something else, such as
/// "hold" or "need": alone it proves no wish.
inline constexpr double weak_word = 1;

/// The parts of a clause, in any order.
struct sentence_template {
  std::string intent;
  std::vector<std::string> needed;   // concepts
  std::vector<std::string> optional; // concepts that may stand there, too
  std::map<item_kind, char> slots;   // `1` one, `?` at most one, `+` one or more, `*` any
};

struct intent_spec {
  std::string name;
  bool wish = false;              // it changes the mesh: it is proposed, and no question
  std::vector<std::string> tests; // sentences that mean it
};

class language {
public:
  /// Reads its data; `parse_error` names what is wrong.
  static tl::expected<language, error> read(std::string_view json_text);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The longest phrase that these words begin with; null: none. `taken` is its words.
  [[nodiscard]] const meaning* longest(const std::vector<std::string>& words, std::size_t from,
                                       std::size_t& taken) const;
  [[nodiscard]] const std::vector<sentence_template>& templates() const { return templates_; }
  [[nodiscard]] const std::vector<intent_spec>& intents() const { return intents_; }
  [[nodiscard]] const intent_spec* intent(std::string_view name) const;
  /// All single words that it knows, for "did you mean".
  [[nodiscard]] const std::vector<std::string>& vocabulary() const { return vocabulary_; }
  /// A word beside which a wish is none, or may be none: "not", "if", "says".
  [[nodiscard]] bool doubts(const std::string& word) const {
    return std::ranges::find(doubts_, word) != doubts_.end();
  }
  /// Phrases that make a wish of what ends like a question: "could you".
  [[nodiscard]] const std::vector<std::string>& polite() const { return polite_; }

private:
  void add(const std::string& phrase, const meaning& what);
  void weaken(const std::string& phrase);
  std::string name_;
  std::unordered_map<std::string, meaning> phrases_; // words joined by blanks
  std::size_t longest_ = 1;                          // words of a phrase
  std::vector<sentence_template> templates_;
  std::vector<intent_spec> intents_;
  std::vector<std::string> vocabulary_;
  std::vector<std::string> doubts_;
  std::vector<std::string> polite_;
};

/// The languages in this program, English first.
const std::vector<language>& languages();

/// The data as it was built in: its name, and its JSON.
struct language_file {
  std::string_view name;
  std::string_view text;
};
const std::vector<language_file>& language_files();

} // namespace mesh::console::talk
