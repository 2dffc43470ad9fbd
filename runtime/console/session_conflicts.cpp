// Conflicts and the past.
#include "runtime/console/results_conflicts.hpp"
#include "runtime/console/session.hpp"
#include "runtime/records/journal.hpp"

namespace mesh::console {

namespace {

std::uint64_t moment_before(std::uint64_t now_ms, double ms) {
  auto span = static_cast<std::uint64_t>(ms);
  return now_ms > span ? now_ms - span : 0;
}

} // namespace

void session::run(const conflicts_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  auto now_ms = mesh_.wall_ms();
  storage::conflict_filter filter;
  filter.where = c.where;
  filter.type = c.type;
  filter.min_priority = static_cast<std::uint8_t>(c.priority);
  filter.unresolved_only = c.unresolved;
  filter.limit = c.limit == 0 ? storage::largest_page : static_cast<std::size_t>(c.limit);
  if (c.since_ms)
    filter.from_ms = moment_before(now_ms, *c.since_ms);
  auto page = mesh_.book().query(filter);
  if (!page)
    return fail(o, page.error());
  auto stand = [this](message_id id) {
    return mesh_.book().how_it_stands(id);
  };
  write_conflicts(o.data, *page, mesh_.book().counts(mesh_.now()), stand, now_ms,
                  mesh_.cfg().conflicts);
}

void session::run(const conflict_command& c, outcome& o) {
  auto found = mesh_.book().find(c.id);
  if (!found)
    return fail(o, found.error());
  o.data.update(conflict_json(*found, mesh_.book().how_it_stands(c.id), mesh_.wall_ms(),
                              mesh_.cfg().conflicts));
  write_evidence(o.data, found->entry.record);
}

void session::run(const resolve_command& c, outcome& o) {
  auto done = mesh_.book().resolve({c.id, mesh_.wall_ms(), "operator", "by_hand", c.note});
  if (!done)
    return fail(o, done.error());
  run(conflict_command{c.id}, o);
}

void session::run(const history_command& c, outcome& o) {
  constexpr std::size_t most_samples = 10'000; // a week, minute by minute
  if (!exists(c.who, o))
    return;
  auto since_ms = c.since_ms ? moment_before(mesh_.wall_ms(), *c.since_ms) : 0;
  auto rows = mesh_.book().past(c.who, since_ms, most_samples);
  if (!rows)
    return fail(o, rows.error());
  o.data["who"] = to_string(c.who);
  write_history(o.data, *rows);
}

void session::run(const verify_command& c, outcome& o) {
  storage::noted_heads noted;
  for (const auto& text : c.heads)
    if (auto head = storage::parse_noted_head(text))
      noted.push_back(*head); // what is none was refused when it was read
  auto found = mesh_.book().verify(noted);
  if (!found)
    return fail(o, found.error());
  o.data["folder"] = mesh_.book().folder();
  write_verification(o.data, *found);
  if (!found->intact())
    fail(o, {errc::store_corrupt, to_string(*found->first_broken),
             "keep the folder as evidence, and restore one from a backup"});
}

} // namespace mesh::console
