#include "supervisors/event_record.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mesh {

namespace {

constexpr std::array<std::string_view, 3> breaker_classes{"BREAKER_CLOSED", "BREAKER_OPEN",
                                                          "BREAKER_HALF_OPEN"};

std::string seconds(duration d) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%+.3f s", to_ms(d) / 1'000);
  return text.data();
}

} // namespace

event_record record_of(const failure_event& what) {
  event_record r;
  r.first = r.at = what.at;
  r.kind = "failure";
  r.cls = to_string(what.what);
  r.where = what.where;
  r.seen = what.seen;
  r.done = to_string(recovery_of(what.what));
  r.to = what.to;
  return r;
}

event_record record_of(const breaker_note& what) {
  event_record r;
  r.first = r.at = what.at;
  r.kind = "breaker";
  r.cls = breaker_classes.at(static_cast<std::size_t>(what.what.change.to));
  r.where = what.what.where;
  r.seen =
      what.what.change.reason + " (was " + std::string(to_string(what.what.change.from)) + ")";
  return r;
}

event_record record_of(const notice& what) {
  event_record r;
  r.first = r.at = what.at;
  r.kind = is_of_proposal(what.what) ? "proposal" : "host";
  r.cls = to_string(what.what);
  r.where = what.where;
  r.host = what.host;
  r.seen = what.seen;
  return r;
}

std::string fold_key(const event_record& what) {
  auto key = to_string(what.where) + '\n' + what.host + '\n';
  key += static_cast<char>('0' + static_cast<int>(what.to));
  std::ranges::copy_if(what.seen, std::back_inserter(key),
                       [](char c) { return c < '0' || c > '9'; });
  return key;
}

std::vector<std::string_view> event_classes() {
  std::vector<std::string_view> all;
  for (int i = 0; i <= static_cast<int>(last_failure_class); ++i)
    all.push_back(to_string(static_cast<failure_class>(i)));
  all.insert(all.end(), breaker_classes.begin(), breaker_classes.end());
  for (int i = 0; i <= static_cast<int>(last_notice_kind); ++i)
    all.push_back(to_string(static_cast<notice_kind>(i)));
  return all;
}

std::string to_string(const event_record& what, time_point start) {
  auto line = seconds(what.at - start) + ' ' + std::string(what.cls);
  if (!what.host.empty())
    line += ' ' + what.host;
  if (what.host.empty() || what.where != scope())
    line += ' ' + to_string(what.where);
  line += ": " + what.seen;
  if (!what.done.empty())
    line += "; " + std::string(what.done);
  if (what.to != escalation::none)
    line += ", escalated to " + std::string(to_string(what.to));
  if (what.count > 1)
    line +=
        " (" + std::to_string(what.count) + " times since " + seconds(what.first - start) + ')';
  // Text that an agent or a host wrote is in it: it stays one line all the same.
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return line;
}

} // namespace mesh
