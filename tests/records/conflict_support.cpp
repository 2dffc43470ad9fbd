#include "tests/records/conflict_support.hpp"

#include "runtime/records/schema.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

using namespace storage;

namespace {

std::string random_text(random_source& random) {
  std::string text(random.below(30), '\0');
  for (auto& c : text)
    c = static_cast<char>(random.next()); // zeros and what is no UTF-8 too
  return text;
}

std::vector<std::string> random_texts(random_source& random) {
  std::vector<std::string> texts(random.below(3));
  for (auto& text : texts)
    text = random_text(random);
  return texts;
}

agent_id random_agent(random_source& random) {
  return agent_id::unpack(static_cast<std::uint32_t>(random.below(1'000'000)));
}

value_origin random_origin(random_source& random) {
  value_origin from{random_agent(random),
                    {random.next()},
                    {random.next()},
                    random.next(),
                    static_cast<std::uint32_t>(random.next())};
  if (random.below(2) == 0)
    from.agent.reset();
  return from;
}

conflict_evidence random_evidence(random_source& random) {
  conflict_evidence e{random_origin(random), random_origin(random), {},
                      random_texts(random),  random_texts(random),  random_texts(random)};
  for (auto left = random.below(3); left > 0; --left)
    e.events.push_back({{random.next()}, {random.next()}, random.next(), random_agent(random)});
  return e;
}

quarantined_message random_message(random_source& random) {
  const auto id = random_agent(random);
  const scope scopes[] = {{}, id.parent().parent(), id.parent(), id};
  return {static_cast<verb>(random.below(6)),
          random_text(random),
          {random.next()},
          {random.next()},
          random.next(),
          random.uniform(0, 1'000),
          random_texts(random),
          random_text(random),
          random.next(),
          scopes[random.below(4)]};
}

} // namespace

conflict_entry random_conflict(random_source& random, std::uint64_t id) {
  conflict_entry e;
  auto& r = e.record;
  r.id = {id};
  r.at_ms = 1'700'000'000'000 + random.below(50);
  r.agent = {static_cast<std::uint8_t>(random.below(3)),
             static_cast<std::uint8_t>(random.below(3)),
             static_cast<std::uint8_t>(random.below(5))};
  r.message = {random.next()};
  r.what = {static_cast<conflict_type>(random.below(6)),
            random_text(random),
            random_text(random),
            random.next(),
            static_cast<std::uint32_t>(random.next()),
            static_cast<std::uint32_t>(random.next())};
  e.priority = static_cast<std::uint8_t>(random.below(5));
  if (random.below(2) == 0)
    r.what.evidence = random_evidence(random);
  if (random.below(2) == 0)
    r.held = random_message(random);
  return e;
}

std::vector<conflict_entry> random_conflicts(random_source& random, std::size_t count,
                                             std::uint64_t first) {
  std::vector<conflict_entry> entries;
  for (std::size_t i = 0; i < count; ++i)
    entries.push_back(random_conflict(random, first + i));
  return entries;
}

conflict_resolution resolution_of(std::uint64_t id) {
  return {
      {id}, 1'700'000'100'000 + id, "operator", "provenance_trace", "weaker source corrected"};
}

conflict_log must_open_log(store& where) {
  auto opened = conflict_log::open(where);
  INFO((opened ? "" : to_string(opened.error())));
  REQUIRE(opened);
  return std::move(*opened);
}

void make_log(const std::filesystem::path& folder, const std::vector<conflict_entry>& entries,
              const std::vector<conflict_resolution>& resolutions) {
  auto where = must_open(folder);
  auto log = must_open_log(where);
  REQUIRE(log.append(entries));
  REQUIRE(log.resolve(resolutions));
}

std::string first_finding(const std::filesystem::path& folder) {
  auto found = verify(folder);
  if (!found)
    return to_string(found.error());
  return found->first_broken ? to_string(*found->first_broken) : "";
}

void tamper(const std::filesystem::path& folder, const std::string& sql) {
  std::string all;
  std::string triggers;
  for (auto statement : schema)
    if (statement.starts_with("CREATE TRIGGER ")) {
      auto name = statement.substr(15, statement.find(' ', 15) - 15);
      all.append("DROP TRIGGER ").append(name).append(";");
      triggers.append(statement).append(";");
    }
  REQUIRE(run_sql(store_file(folder), all + sql + ";" + triggers).empty());
}

} // namespace mesh::test
