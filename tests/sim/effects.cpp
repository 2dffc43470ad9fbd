#include "tests/sim/effects.hpp"

#include <algorithm>

namespace mesh::testing {

namespace {

std::string ms_text(time_point at) {
  return std::to_string(static_cast<long>(to_ms(at.time_since_epoch()))) + " ms";
}

/// What is wrong with one answer, given one run of what it speaks of.
std::string lie_of(const caller_told& answer, const begun_work& run) {
  if (!answer.fate)
    return {};
  switch (*answer.fate) {
  case work_fate::never_begun:
    return "told that it is not begun, and it was at " + ms_text(run.at);
  case work_fate::cancelled:
  case work_fate::failed:
    if (run.takes_effect() && run.done > answer.at)
      return "told that it was stopped, and it took effect at " + ms_text(run.done);
    break;
  case work_fate::goes_on:
  case work_fate::unknown:
    return {};
  case work_fate::done_late:
    break;
  }
  return run.at > answer.at ? "was begun after its caller was told, at " + ms_text(run.at)
                            : std::string();
}

} // namespace

std::vector<std::string> effects::lies() const {
  std::vector<std::string> all;
  for (const auto& answer : answers) {
    auto about = answer.payload + " at " + to_string(answer.agent) + ", answered at "
                 + ms_text(answer.at) + " (" + answer.why + "): ";
    auto done_before = false;
    for (const auto& run : begun) {
      if (run->payload != answer.payload || run->agent != answer.agent)
        continue;
      done_before = done_before || (run->takes_effect() && run->done <= answer.at);
      if (auto lie = lie_of(answer, *run); !lie.empty())
        all.push_back(about + lie);
    }
    if (!answer.fate && !done_before)
      all.push_back(about + "told that it is done, and it was not");
    if (!answer.fate && answer.value != "done: " + answer.payload)
      all.push_back(about + "told that it is done, without its value: " + answer.value);
  }
  for (const auto& payload : refused)
    for (const auto& run : begun)
      if (run->payload == payload)
        all.push_back(payload + ": refused, and begun at " + to_string(run->agent));
  return all;
}

} // namespace mesh::testing
