#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// People in a mesh over several hosts (Z1, class F): each is an agent on the host of its
/// sector, and the orchestrator's host keeps the inbox.
namespace mesh {

/// A message for a person, for the inbox. Asked again it is the same one.
struct person_question {
  agent_id who;
  message_id message;
  std::string source;
  std::string verb;
  std::string payload;
  duration time_left{}; // until nobody waits for the answer any more (M3)
  duration lead_time{}; // until it should be answered (S1); 0: as soon as may be
  bool operator==(const person_question&) const = default;
};

/// A message for a person is not to be answered any more. Message 0: whoever waited for this
/// person's answers is gone, and the questions stay.
struct person_withdrawal {
  agent_id who;
  message_id message;
  bool operator==(const person_withdrawal&) const = default;
};

/// The end of a question, as the fields of work_result.
struct person_answer {
  trinary state = trinary::transit;
  std::string value;
  errc failure = errc::none;
  std::string detail;
  double processing_ms = -1; // of the person's working time; less than 0: not known
  bool operator==(const person_answer&) const = default;
};

/// The lessons of a person's answers, as far as others need them to plan (S1).
struct answer_pace {
  static constexpr std::size_t slots = 48; // hours of a working day, and of a weekend's
  double usual_ms = 0;                     // of their working time
  std::array<double, slots> weights{};     // 1: an hour in which they answer as fast as ever
  bool operator==(const answer_pace&) const = default;
};

struct people_paces {
  struct one {
    agent_id who;
    answer_pace pace;
    bool operator==(const one&) const = default;
  };
  std::vector<one> people;
  bool operator==(const people_paces&) const = default;
};

} // namespace mesh
