#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/console/talk/items.hpp"
#include "runtime/console/talk/words.hpp"
#include "runtime/proposals/conversation.hpp"

namespace mesh::console::talk {

/// All that stands around one verb of a sentence, and so may be meant by it.
struct spoken_wish {
  std::string verb;          // the concept: "freeze"
  std::vector<scope> places; // beside it; else named before, or spoken about
  std::vector<agent_class> classes;
  std::vector<std::string> capabilities;
  std::vector<std::string> hosts;
  std::vector<double> numbers;
  bool placed = false;    // a place was named or meant: fewer words would reach more;
  bool classed = false;   // so with a class
  bool counted = false;   // a number stands beside it: some are meant, or it is to grow by it
  bool described = false; // "slow", "stuck": only those of a place that are so
};

/// The changes that an operator's own sentence asks for, to judge commands that somebody else
/// made of it (N1). It believes nothing but the sentence, what was spoken about before, and the
/// grammar: a verb of the change must be there, and each name. A sentence with a negation, a
/// condition, a question or somebody else's words asks for none. Pure.
class spoken_wishes {
public:
  /// The sentence must be one that `words_of` reads.
  spoken_wishes(std::string_view sentence, const known_names& names, const conversation& about,
                const std::vector<language>& in = languages());

  /// The word for which the sentence is no plain wish; empty: it may be one.
  [[nodiscard]] const std::string& doubt() const { return doubt_; }
  /// Of this verb, in all languages.
  [[nodiscard]] std::vector<spoken_wish> with(std::string_view verb) const;
  /// Whether these words stand in the sentence, one after another; empty ones do not. A text
  /// in quotation marks is said as a whole, or not at all.
  [[nodiscard]] bool says(std::string_view text) const;

private:
  void read(const std::vector<item>& items, const conversation& about);

  std::vector<spoken_wish> all_;
  std::string doubt_;
  std::vector<std::string> said_; // its words outside of quotation marks, without marks
  std::vector<std::vector<std::string>> quoted_; // the same of each text inside
};

} // namespace mesh::console::talk
