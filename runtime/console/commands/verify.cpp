#include "runtime/console/commands/verify.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/records/journal.hpp"
#include "runtime/records/verification.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<std::string> read_head(std::string_view text) {
  if (auto head = storage::parse_noted_head(text); !head)
    return tl::unexpected(value_problem{head.error().detail, head.error().remedy, {}});
  return std::string(text);
}

void run_verify(const verify_command& c, command_context& at, outcome& o) {
  storage::noted_heads noted;
  for (const auto& text : c.heads)
    if (auto head = storage::parse_noted_head(text))
      noted.push_back(*head); // what is none was refused when it was read
  auto found = at.mesh.book().verify(noted);
  if (!found)
    return fail(o, found.error());
  o.data["folder"] = at.mesh.book().folder();
  write_verification(o.data, *found);
  if (!found->intact())
    fail(o, {errc::store_corrupt, to_string(*found->first_broken),
             "keep the folder as evidence, and restore one from a backup"});
}

std::string draw_verify(const json& result, const render_style& style) {
  auto intact = flag_in(result, "intact").value_or(false);
  auto out = text_or(result, "folder", "-") + ": "
             + (intact ? paint("intact", tone::good, style) : paint("broken", tone::bad, style))
             + (intact ? ", " : ", good are ") + number_text(number_in(result, "conflicts"))
             + " conflicts and " + number_text(number_in(result, "resolutions"))
             + " resolutions\n";
  if (number_in(result, "history_samples") || number_in(result, "files"))
    out += "  also good: " + number_text(number_in(result, "history_samples"))
           + " samples of the history and " + number_text(number_in(result, "files"))
           + " files beside the database\n";
  if (auto unchecked = number_in(result, "unchecked_samples"); unchecked > 0.0)
    out += "  " + number_text(unchecked)
           + " samples were written by an older version, without a checksum\n";
  out += labelled("head", text_or(result, "head", "-"));
  if (number_in(result, "resolutions") > 0.0)
    out += labelled("head of resolutions", text_or(result, "resolutions_head", "-"));
  return out;
}

} // namespace

void write_verification(json& to, const storage::verification& found) {
  const auto& conflicts = storage::head_of(found.heads, storage::chain::conflicts);
  const auto& resolutions = storage::head_of(found.heads, storage::chain::resolutions);
  to["intact"] = found.intact();
  to["conflicts"] = conflicts.count;
  to["resolutions"] = resolutions.count;
  to["head"] = storage::to_hex(storage::bytes_of(conflicts.hash));
  to["resolutions_head"] = storage::to_hex(storage::bytes_of(resolutions.hash));
  to["history_samples"] = found.history_samples;
  to["unchecked_samples"] = found.unchecked_samples;
  to["files"] = found.files;
  to["broken"] = nullptr;
  if (const auto& broken = found.first_broken)
    to["broken"] = storage::to_string(*broken);
}

command_spec commands::verify() {
  using args = verify_command;
  return {.name = "verify",
          .group = "conflicts",
          .summary = "check that the store was not tampered with",
          .details = "Reads all of the store: follows the hash chains of conflicts and "
                     "resolutions (K4), and checks the history, frozen files, the roster, the "
                     "chains and the enrolled agents by their checksums. With --head it also "
                     "checks that the chains pass through "
                     "a head that was noted elsewhere, which reveals an older copy put back in "
                     "place. `mesh verify DIR` does the same without a mesh.",
          .example = "verify",
          .start = args{},
          .options = {{"head", "HASH|COUNT:HASH", "a head that was noted earlier",
                       value_kind::other, assign<&args::heads, read_head>}},
          .run = run_as<run_verify>,
          .draw = draw_verify};
}

} // namespace mesh::console
