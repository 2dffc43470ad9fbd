#include "runtime/console/shared/freezing.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "messages/freeze.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/scatter_json.hpp"

namespace mesh::console {

namespace {

void write_freeze(json& to, const freeze_result& r, const char* done) {
  to["target"] = to_string(r.where);
  to["agents"] = r.counts.targets;
  to[done] = r.counts.ready;
  to["took_ms"] = rounded(r.took_ms);
  to["messages"] = {{"in_hand", r.in_hand}, {"waiting", r.waiting}, {"expired", r.expired}};
  to["preserved_in"] = r.preserved_in.empty() ? json(nullptr) : json(r.preserved_in);
  to["exceptions"] = exceptions_json(r.counts);
}

} // namespace

void note_freeze(const freeze_result& result, const char* done, outcome& o) {
  if (result.failure.code == errc::none || result.counts.targets > 0)
    write_freeze(o.data, result, done);
  if (result.failure.code != errc::none)
    return fail(o, result.failure);
  if (result.complete())
    return;
  o.code = exit_code::some_missing;
  o.missing = std::to_string(result.counts.targets - result.counts.ready) + " of "
              + std::to_string(result.counts.targets) + " agents in " + to_string(result.where)
              + " have not confirmed; heal " + to_string(result.where)
              + " replaces those that hang, then "
              + (std::string_view(done) == "stopped" ? "freeze" : "thaw") + " it again";
}

/// `12 messages in hand and 3 waiting`.
std::string messages_text(const json& result) {
  const auto& messages = object_in(result, "messages");
  return number_text(number_in(messages, "in_hand")) + " messages in hand and "
         + number_text(number_in(messages, "waiting")) + " waiting";
}

std::string agents_text(const json& result, const char* done, std::string_view have_done) {
  return text_or(result, "target", "-") + ": "
         + count_of(number_in(result, done).value_or(0),
                    number_in(result, "agents").value_or(0))
         + " agents " + std::string(have_done) + ", in " + with_ms(number_in(result, "took_ms"))
         + "\n";
}

} // namespace mesh::console
