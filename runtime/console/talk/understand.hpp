#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/talk/language.hpp"
#include "runtime/console/talk/words.hpp"

/// From words to intents with their slots (N1): tokens and a table, no guess. Pure.
namespace mesh::console::talk {

/// The names of a mesh, which a language does not have.
struct known_names {
  std::vector<std::string> capabilities;
  std::vector<std::string> hosts;
};

/// One thing that was asked or wished.
struct intent {
  std::string name;               // as the language has it
  bool wish = false;              // it changes the mesh
  bool agreed = false;            // "yeah route around": it takes up what was proposed
  std::vector<scope> places;      // as they were named
  std::vector<std::string> refer; // it, them, there: what was spoken about before
  std::vector<agent_class> classes;
  std::string capability;
  std::string host;
  std::string text;              // between quotes
  std::optional<double> number;  // a count
  std::optional<double> only;    // the first, the second ... of what was proposed
  std::optional<double> past_ms; // within this time
  std::string moment;            // "15:30"
  std::optional<std::uint64_t> proposal;
};

/// The reason why a sentence was not understood: in words, with what would be.
struct not_understood {
  std::string detail;
  std::string remedy;
  bool unknown_name = false; // everything but a name was: it does not exist
  bool of_words = false;     // its words could be read: somebody else may know what they mean
};

/// All that a sentence says, clause by clause, in the first language in which all of it is
/// understood. A sentence is understood wholly or not at all.
tl::expected<std::vector<intent>, not_understood>
understand(std::string_view sentence, const known_names& names,
           const std::vector<language>& in = languages());

} // namespace mesh::console::talk
