// Messages for people (Z1, class F): inbox, inbox answer.
#include <nlohmann/json.hpp>
#include <string>

#include "actors/work/person/inbox.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct inbox_command {
  std::string person;
  bool all = false;
  int limit = 20; // 0: all
};
struct inbox_answer_command {
  int item = 0;
  bool conflict = false;
  std::string text;
};

json time_or_null(std::uint64_t at_ms) {
  return at_ms == 0 ? json() : json(utc(at_ms));
}

json item_json(const inbox_item& item) {
  json row{{"id", item.number},
           {"person", item.person},
           {"state", to_string(item.state)},
           {"verb", item.verb},
           {"payload", item.payload},
           {"from", item.source},
           {"asked", utc(item.asked_ms)},
           {"ready_by", time_or_null(item.ready_by_ms)},
           {"expires", utc(item.expires_ms)}};
  if (item.state != inbox_state::open)
    row["ended"] = utc(item.ended_ms);
  if (item.state == inbox_state::answered) {
    row["answer"] = static_cast<int>(item.answer);
    row["text"] = item.text;
    row["by"] = item.by;
  }
  return row;
}

json person_json(const inbox::person_view& one) {
  return {{"person", one.name},
          {"agent", to_string(one.id)},
          {"open", one.open},
          {"answers", one.answers},
          {"usual_s", rounded(one.usual_ms / 1'000)}};
}

void run_inbox(const inbox_command& c, command_context& at, outcome& o) {
  const auto& people = at.mesh.people();
  auto known = json::array();
  for (const auto& one : people.people())
    if (c.person.empty() || one.name == c.person)
      known.push_back(person_json(one));
  if (known.empty())
    return fail(o, {errc::unknown_target,
                    c.person.empty() ? "there are no people in this mesh"
                                     : "there is no person \"" + c.person + "\" in this mesh",
                    "the configuration names them: agents[].person"});
  const auto items = people.items(c.person, c.all);
  auto rows = json::array();
  for (const auto& item : items) {
    if (c.limit > 0 && rows.size() == static_cast<std::size_t>(c.limit))
      break;
    rows.push_back(item_json(item));
  }
  o.data["shown"] = rows.size();
  o.data["of"] = items.size();
  o.data["rows"] = std::move(rows);
  o.data["people"] = std::move(known);
}

/// `2026-12-01 11:40` of `2026-12-01T11:40:00.000Z`.
std::string short_time(const json& row, const char* field) {
  constexpr std::size_t day = 10;
  constexpr std::size_t minute = 16;
  auto text = text_or(row, field, "-");
  return text.size() < minute ? text : text.substr(0, day) + " " + text.substr(day + 1, 5);
}

/// `31 min`, or `20 s`.
std::string minutes_text(double seconds) {
  constexpr double worth_minutes_s = 120;
  return seconds < worth_minutes_s ? number_text(seconds) + " s"
                                   : number_text(seconds / 60) + " min";
}

std::string draw_inbox(const json& result, const render_style& style) {
  text_table items({{"id", to_right},
                    {"person"},
                    {"state"},
                    {"ready_by"},
                    {"expires"},
                    {"from"},
                    {"message"}});
  for (const auto& row : list_in(result, "rows"))
    items.add({number_text(number_in(row, "id")), text_or(row, "person", "-"),
               text_or(row, "state", "-"), short_time(row, "ready_by"),
               short_time(row, "expires"), text_or(row, "from", "-"),
               text_or(row, "payload", "-")});
  text_table people({{"person"},
                     {"agent"},
                     {"open", to_right},
                     {"answers", to_right},
                     {"usually_takes", to_right}});
  for (const auto& row : list_in(result, "people"))
    people.add({text_or(row, "person", "-"), text_or(row, "agent", "-"),
                number_text(number_in(row, "open")), number_text(number_in(row, "answers")),
                minutes_text(number_in(row, "usual_s").value_or(0))});
  auto drawn = items.empty() ? std::string("no messages wait\n")
                             : items.str(style) + "  "
                                   + count_of(number_in(result, "shown").value_or(0),
                                              number_in(result, "of").value_or(0))
                                   + " messages; times are UTC\n";
  return drawn + "\n" + people.str(style);
}

void run_inbox_answer(const inbox_answer_command& c, command_context& at, outcome& o) {
  auto answered =
      at.mesh.answer_item(static_cast<std::uint64_t>(c.item),
                          c.conflict ? trinary::conflict : trinary::ready, c.text, "console");
  if (!answered)
    return fail(o, answered.error());
  o.data.update(item_json(*answered));
}

std::string draw_inbox_answer(const json& result, const render_style&) {
  return "message " + number_text(number_in(result, "id")) + " of "
         + text_or(result, "person", "-") + " is answered\n";
}

std::optional<value_problem> set_item(command& into, std::string_view text) {
  auto number = read_count(text, 1, std::numeric_limits<int>::max());
  if (!number)
    return value_problem{
        number.error().message, "the number of a message, as `inbox` shows it", {}};
  into.as<inbox_answer_command>().item = *number;
  return std::nullopt;
}

std::optional<value_problem> set_state(command& into, std::string_view text) {
  auto index = read_choice(text, {"ready", "conflict"}, "answer");
  if (!index)
    return index.error();
  into.as<inbox_answer_command>().conflict = *index == 1;
  return std::nullopt;
}

void would_inbox_answer(const inbox_answer_command& c, command_context& at, outcome& o) {
  const auto number = static_cast<std::uint64_t>(c.item);
  for (const auto& item : at.mesh.people().items({}, true))
    if (item.number == number)
      return would_do(o, "answer message " + std::to_string(number) + " of " + item.person);
  fail(o,
       {errc::unknown_target, "there is no message " + std::to_string(number), "see 'inbox'"});
}

} // namespace

command_spec commands::inbox() {
  using args = inbox_command;
  return {.name = "inbox",
          .group = "people",
          .summary = "messages that wait for people",
          .details = "Of one person, or of all, the oldest first, and how long each person "
                     "usually takes in their working time. With --all also those that were "
                     "answered or have expired in the last two days.",
          .example = "inbox ada",
          .start = args{},
          .positionals = {{"PERSON", arity::optional, value_kind::other,
                           assign<&args::person, read_text>}},
          .options = {{"all", "", "also those that have ended", value_kind::none,
                       raise_flag<&args::all>},
                      limit_option<args>()},
          .also = {"get inbox"},
          .columns = columns::inbox(),
          .run = run_as<run_inbox>,
          .draw = draw_inbox};
}

command_spec commands::inbox_answer() {
  using args = inbox_answer_command;
  return {
      .name = "inbox answer",
      .group = "people",
      .summary = "answer a message for a person",
      .details = "`ready` with the answer, or `conflict` with what is known instead. The "
                 "answer counts when it is on the disk; who asked gets it, also after a "
                 "restart.",
      .example = "inbox answer 3 ready \"approved\"",
      .start = args{},
      .positionals =
          {{"ID", arity::one, value_kind::other, set_item},
           {"ready|conflict", arity::one, value_kind::choice, set_state, {"ready", "conflict"}},
           {"TEXT", arity::maybe, value_kind::other, assign<&args::text, read_text>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_inbox_answer>,
      .draw = draw_inbox_answer,
      .would = run_as<would_inbox_answer>};
}

} // namespace mesh::console
