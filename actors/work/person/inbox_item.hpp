#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The standing of a message in the inbox.
enum class inbox_state : std::uint8_t {
  open,      // it waits for its person
  answered,  // with a state and a text
  expired,   // nobody waited for its answer any longer
  withdrawn, // whoever had asked it took it back
};
std::string_view to_string(inbox_state s);

/// A message for a person. Times are in ms since 1970.
struct inbox_item {
  std::uint64_t number = 0; // as people name it
  std::string person;
  message_id message; // the newest with this key
  std::string key;    // the same each time it is asked, also after a restart
  std::string source; // who asks
  std::string verb;   // `record`: a note, which is only to be read
  std::string payload;
  std::uint64_t asked_ms = 0;
  std::uint64_t ready_by_ms = 0; // T; 0: as soon as may be
  std::uint64_t expires_ms = 0;

  inbox_state state = inbox_state::open;
  std::uint64_t ended_ms = 0;
  trinary answer = trinary::transit;
  std::string text; // of the answer
  std::string by;   // who gave it
  bool operator==(const inbox_item&) const = default;
};

} // namespace mesh
