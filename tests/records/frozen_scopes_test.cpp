// O6: which scopes are frozen, in memory and in their files.
#include "runtime/records/frozen_scopes.hpp"

#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

const auto three_sectors = topology_config::of(3, 4, 5);

frozen_agent agent_with(agent_id id, std::uint64_t message_number) {
  message m;
  m.id = {message_number};
  m.payload_hash = hash_of_payload(m);
  frozen_delivery d;
  d.what = std::make_shared<const message>(std::move(m));
  d.gather = 77;
  frozen_agent agent;
  agent.id = id;
  agent.waiting = {d};
  return agent;
}

frozen_state state_of(const scope& where, std::vector<frozen_agent> agents = {}) {
  frozen_state s;
  s.where = where;
  s.topology = three_sectors;
  s.agents = std::move(agents);
  return s;
}

gather_summary not_going_on(std::vector<agent_id> agents, std::size_t names = 10) {
  gather_summary counts;
  for (auto id : agents)
    counts.add_exception(exception_kind::refused, errc::agent_down, "is down", id, {10, names});
  return counts;
}

std::size_t messages_in(const frozen_state& s) {
  std::size_t count = 0;
  for (const auto& agent : s.agents)
    count += agent.waiting.size();
  return count;
}

struct frozen_folder : data_folder {
  std::filesystem::path folder = path() / "frozen";
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder / (name + ".frozen");
  }
  [[nodiscard]] frozen_scopes loaded() const {
    frozen_scopes all(folder, three_sectors);
    REQUIRE(all.load());
    return all;
  }
};

/// While one lives, this file cannot be written: what it is written to first is there
/// already, and is a folder.
class in_the_way {
public:
  explicit in_the_way(const std::filesystem::path& file) : folder_(file.string() + ".new") {
    std::filesystem::create_directories(folder_);
  }
  ~in_the_way() { std::filesystem::remove(folder_); }
  in_the_way(const in_the_way&) = delete;
  in_the_way& operator=(const in_the_way&) = delete;

private:
  std::filesystem::path folder_;
};

constexpr agent_id here{1, 2, 3};
constexpr agent_id there{1, 0, 0};

} // namespace

TEST_CASE_METHOD(frozen_folder,
                 "O6 what is kept is there again for the next process, its gathers not",
                 "[frozen]") {
  REQUIRE(loaded().keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  auto again = loaded();
  CHECK(again.list() == std::vector<scope>{sector_id{1}});
  auto preserved = again.preserved({});
  REQUIRE(messages_in(preserved) == 1);
  CHECK(preserved.agents[0].waiting[0].what->id.value == 5);
  CHECK(preserved.agents[0].waiting[0].gather == 0);
}

TEST_CASE("O6 without a folder frozen scopes are kept in memory", "[frozen]") {
  frozen_scopes all({}, three_sectors);
  REQUIRE(all.load());
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  CHECK(all.file_for(sector_id{1}).empty());
  CHECK(messages_in(all.preserved(sector_id{1})) == 1);
  REQUIRE(all.release(sector_id{1}, {}));
  CHECK(all.list().empty());
}

TEST_CASE_METHOD(frozen_folder, "O6 a wider scope takes over what lies in it, and its files",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(here, {agent_with(here, 5)})));
  REQUIRE(all.keep(state_of(sector_id{2})));
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(there, 6)})));
  CHECK(all.list() == std::vector<scope>{sector_id{2}, sector_id{1}});
  CHECK_FALSE(std::filesystem::exists(file("s01.c02.a03")));
  CHECK(messages_in(loaded().preserved(sector_id{1})) == 2);
}

TEST_CASE_METHOD(frozen_folder, "O6 a scope within a frozen one adds to it and loses nothing",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  CHECK(all.file_for(here) == file("s01").string());
  REQUIRE(all.covering(here) != nullptr);
  CHECK(all.covering(sector_id{2}) == nullptr);
  REQUIRE(all.keep(state_of(here, {agent_with(here, 6)})));
  CHECK(all.list() == std::vector<scope>{sector_id{1}});
  CHECK(messages_in(loaded().preserved({})) == 2);
}

TEST_CASE_METHOD(frozen_folder, "O6 a file is gone when all agents go on, and not before",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(there, 5), agent_with(here, 6)})));
  REQUIRE(all.keep(state_of(sector_id{2})));
  REQUIRE(all.release({}, not_going_on({here})));
  CHECK(all.list() == std::vector<scope>{sector_id{1}});
  CHECK_FALSE(std::filesystem::exists(file("s02")));
  auto left = loaded().preserved({});
  REQUIRE(left.agents.size() == 1); // the other one was given what was kept
  CHECK(left.agents[0].id == here);
  REQUIRE(all.release(sector_id{1}, {}));
  CHECK_FALSE(std::filesystem::exists(file("s01")));
  CHECK(loaded().list().empty());
}

TEST_CASE_METHOD(frozen_folder, "O6 when more agents do not go on than are named, all is kept",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(there, 5), agent_with(here, 6)})));
  REQUIRE(all.release(sector_id{1}, not_going_on({there, here}, 1)));
  CHECK(messages_in(loaded().preserved({})) == 2);
}

TEST_CASE_METHOD(frozen_folder,
                 "O6 what a crash between two files leaves is thawed together, once",
                 "[frozen]") {
  REQUIRE(loaded().keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  auto narrow = content_of(file("s01"));
  auto all = loaded();
  REQUIRE(all.keep(state_of({}, {agent_with(there, 6)})));
  set_content(file("s01"), narrow); // as if it had not been removed any more
  auto again = loaded();
  CHECK(again.list().size() == 2);
  CHECK(messages_in(again.preserved({})) == 2);
  REQUIRE(again.release({}, {}));
  CHECK(loaded().list().empty());
}

TEST_CASE_METHOD(frozen_folder,
                 "O6 a file that was being written when its process was killed is removed",
                 "[frozen]") {
  REQUIRE(loaded().keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  auto unfinished = folder / "s01.frozen.new";
  set_content(unfinished, "half of");
  CHECK(messages_in(loaded().preserved({})) == 1);
  CHECK_FALSE(std::filesystem::exists(unfinished));
}

TEST_CASE_METHOD(frozen_folder,
                 "O6 a damaged or foreign frozen file is refused by name and stays",
                 "[frozen]") {
  REQUIRE(loaded().keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  auto refusal = [&](const topology_config& size) {
    frozen_scopes all(folder, size);
    auto read = all.load();
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().detail, Catch::Matchers::ContainsSubstring(file("s01").string()));
    CHECK_FALSE(read.error().remedy.empty());
    return read.error().code;
  };
  CHECK(refusal(topology_config::of(3, 4, 6)) == errc::config_invalid);
  flip(file("s01"), std::filesystem::file_size(file("s01")) - 1);
  auto damaged = content_of(file("s01"));
  CHECK(refusal(three_sectors) == errc::hash_mismatch);
  CHECK(content_of(file("s01")) == damaged);
}

TEST_CASE_METHOD(frozen_folder,
                 "O6 what cannot be written is kept in memory, and older files stay",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(here, {agent_with(here, 5)})));
  std::filesystem::create_directory(folder / "s01.frozen.new"); // in the way
  auto kept = all.keep(state_of(sector_id{1}, {agent_with(there, 6)}));
  REQUIRE_FALSE(kept);
  CHECK_THAT(kept.error().detail, Catch::Matchers::ContainsSubstring("s01.frozen"));
  CHECK(messages_in(all.preserved(sector_id{1})) == 2);
  CHECK(std::filesystem::exists(file("s01.c02.a03")));
}

TEST_CASE_METHOD(frozen_folder, "O6 what the disk did not take is written when there is room",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(here, {agent_with(here, 5)})));
  {
    const in_the_way no_room(file("s01"));
    CHECK_FALSE(all.keep(state_of(sector_id{1}, {agent_with(there, 6)})));
    CHECK(all.unwritten() == 1);
    CHECK_FALSE(all.write_missing());
  }
  CHECK_FALSE(std::filesystem::exists(file("s01")));
  CHECK(all.write_missing() == std::vector<scope>{sector_id{1}});
  CHECK(all.unwritten() == 0);
  CHECK(all.write_missing()->empty()); // nothing more to do
  CHECK(messages_in(loaded().preserved(sector_id{1})) == 2);
  CHECK_FALSE(std::filesystem::exists(file("s01.c02.a03"))); // taken over
}

TEST_CASE_METHOD(frozen_folder, "O6 an addition that the disk did not take is not forgotten",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  {
    const in_the_way no_room(file("s01"));
    CHECK_FALSE(all.keep(state_of(there, {agent_with(there, 6)})));
  }
  CHECK(messages_in(loaded().preserved(sector_id{1})) == 1); // the older file
  REQUIRE(all.write_missing());
  CHECK(messages_in(loaded().preserved(sector_id{1})) == 2);
}

TEST_CASE_METHOD(frozen_folder,
                 "O6 a file that was deleted is written again where there is a folder",
                 "[frozen]") {
  auto all = loaded();
  REQUIRE(all.keep(state_of(sector_id{1}, {agent_with(here, 5)})));
  SECTION("with its folder") {
    std::filesystem::remove_all(folder);
  }
  SECTION("with all the data") {
    std::filesystem::remove_all(path());
    CHECK_FALSE(all.write_missing());
    CHECK_FALSE(std::filesystem::exists(path())); // who took it away puts it back
    std::filesystem::create_directory(path());
  }
  REQUIRE(all.write_missing());
  CHECK(messages_in(loaded().preserved(sector_id{1})) == 1);
}
