#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The things that one operator spoke about last, for "it", "them", "there", and "yes" (N1).
struct conversation {
  std::vector<scope> places;  // as they were named, or as the answer named them
  std::vector<agent_id> them; // agents that the last answer was about, the first first
  std::optional<agent_class> cls;
  std::string capability;
  std::string topic;                    // the last intent, for "and sector 8?"
  std::vector<std::uint64_t> proposals; // that the last answer showed, to be approved by "yes"
};

/// A conversation for each operator. It is forgotten after ten minutes of silence. Any thread.
class conversation_book {
public:
  static constexpr auto forgotten_after = milliseconds(600'000);
  static constexpr std::size_t most = 1'000; // operators; the most silent makes room

  [[nodiscard]] conversation of(const std::string& who, time_point now) const;
  void keep(const std::string& who, conversation what, time_point now);

private:
  struct kept {
    conversation what;
    time_point at;
  };
  mutable std::mutex mutex_;
  std::map<std::string, kept> all_;
};

} // namespace mesh
