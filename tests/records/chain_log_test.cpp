#include "runtime/records/chain_log.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "actors/chains/chain_book.hpp"
#include "actors/chains/chain_loader.hpp"
#include "runtime/records/chain_record_codec.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using mesh::test::data_folder;

namespace {

std::shared_ptr<const chain_plan> kept_plan() {
  return std::make_shared<const chain_plan>(
      *load_chain(R"({"name": "c", "tasks": [{"name": "a", "next": ["b"]}, {"name": "b",
                      "effects": [{"name": "e", "put_file": "f"}]}]})"));
}

std::vector<chain_record> all_kinds() {
  const agent_id one{1, 2, 3};
  return {{0, chain_serial{7}},
          {0, chain_begun{"c-1", kept_plan(), "digest"}},
          {0, chain_worked{1, one}},
          {0, chain_checkpoint{0, std::string("\xff\0\n", 3), "d", {one}, {agent_id{0, 0, 1}}}},
          {0, effect_outcome{1, 0, {}}},
          {0, effect_intent{1, 0}},
          {0, effect_outcome{1, 0, {errc::io_error, "full", "make room"}}},
          {0, chain_paused{true}},
          {0, chain_cancelled{}}};
}

chain_log::queue at_once() {
  return [](const std::function<chain_log::outcome()>& job,
            const std::function<void(const chain_log::outcome&)>& done) {
    done(job());
    return chain_log::outcome{};
  };
}

std::unique_ptr<chain_log> opened(const data_folder& data, chain_log::queue how = at_once()) {
  auto log = chain_log::open(data.path(), std::move(how));
  if (!log)
    FAIL(to_string(log.error()));
  return *std::move(log);
}

std::size_t kept_in(const data_folder& data) {
  return opened(data)->take_records().size();
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string encoded(const std::vector<chain_record>& records) {
  std::string all;
  for (const auto& one : records)
    all += encode_chain_record(one) + "|";
  return all;
}

} // namespace

TEST_CASE("V8 the file of chains gives back what was kept, in order", "[storage]") {
  const data_folder data;
  {
    auto log = opened(data);
    for (const auto& one : all_kinds()) {
      error said{errc::unknown, "not told"};
      log->keep(one, [&](const error& what) { said = what; });
      CHECK(said.code == errc::none);
    }
  }
  auto records = opened(data)->take_records();
  CHECK(encoded(records) == encoded(all_kinds()));
  chain_book book(3);
  REQUIRE(book.restore(records, {}));
  auto chain = book.of({0}).at(0);
  CHECK(chain.id == "c-1");
  CHECK(chain.digest == "digest");
  CHECK(book.next_serial() == 8);
  CHECK(chain.verified.at(0).output == std::string("\xff\0\n", 3));
  CHECK(chain.worked.at(0).second == agent_id{1, 2, 3});
  CHECK(chain.effects.at({1, 0}).failure == error{errc::io_error, "full", "make room"});
  CHECK((chain.paused && chain.cancelled));
}

TEST_CASE("V8 a record that a crash has cut off is dropped, and no other", "[storage]") {
  const data_folder data;
  const auto path = data.path() / "chains.log";
  std::vector<std::size_t> ends;
  {
    auto log = opened(data);
    for (const auto& one : all_kinds()) {
      log->keep(one, {});
      ends.push_back(std::filesystem::file_size(path));
    }
  }
  const auto whole_file = file_bytes(path);
  for (auto size = ends.back(); size > ends[3]; --size) {
    CAPTURE(size);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole_file.substr(0, size);
    auto whole = std::ranges::count_if(ends, [&](std::size_t end) { return end <= size; });
    CHECK(kept_in(data) == static_cast<std::size_t>(whole));
  }
}

TEST_CASE("V8 a damaged record in the middle is refused with its place", "[storage]") {
  const data_folder data;
  const auto path = data.path() / "chains.log";
  std::size_t first = 0;
  {
    auto log = opened(data);
    log->keep(all_kinds()[0], {});
    first = std::filesystem::file_size(path);
    log->keep(all_kinds()[1], {});
    log->keep(all_kinds()[2], {});
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(first + 14));
  file.put('!');
  file.close();
  auto log = chain_log::open(data.path(), at_once());
  REQUIRE_FALSE(log);
  CHECK(log.error().code == errc::store_corrupt);
  CHECK(chain_log::check(path).error() == log.error());
  CHECK(log.error().detail.find("byte " + std::to_string(first)) != std::string::npos);
}

TEST_CASE("V8 what could not be written is written with the next record", "[storage]") {
  const data_folder data;
  auto works = false;
  auto log = opened(data, [&](const auto& job, const auto& done) -> chain_log::outcome {
    if (!works)
      return tl::unexpected(error{errc::queue_full, "full"});
    return at_once()(job, done);
  });
  error said;
  log->keep(all_kinds()[0], [&](const error& what) { said = what; });
  CHECK(said.code == errc::queue_full);
  CHECK(kept_in(data) == 0);
  works = true;
  log->keep(all_kinds()[1], [&](const error& what) { said = what; });
  CHECK(said.code == errc::none);
  CHECK(kept_in(data) == 2);
}

TEST_CASE("V8 records that do not fit together are refused", "[storage]") {
  const std::vector<std::vector<chain_record>> wrong{
      {{0, chain_worked{0, {}}}},
      {{1, chain_begun{"c-2", kept_plan(), {}}}},
      {{0, chain_begun{"c-1", kept_plan(), {}}}, {0, chain_worked{7, {}}}},
      {{0, chain_begun{"c-1", kept_plan(), {}}}, {0, chain_checkpoint{7, "", "", {}, {}}}},
      {{0, chain_begun{"c-1", kept_plan(), {}}}, {0, effect_intent{1, 7}}},
      {{0, chain_begun{"c-1", kept_plan(), {}}}, {0, effect_outcome{1, 7, {}}}}};
  for (const auto& records : wrong) {
    chain_book book(1);
    auto restored = book.restore(records, {});
    REQUIRE_FALSE(restored);
    CHECK(restored.error().code == errc::store_corrupt);
  }
}

TEST_CASE("V8 records in place of others are all there is, and more come behind them",
          "[storage]") {
  const data_folder data;
  {
    auto log = opened(data);
    for (const auto& one : all_kinds())
      log->keep(one, {});
  }
  {
    auto log = opened(data);
    REQUIRE(log->replace({all_kinds()[1]}));
    log->keep(all_kinds()[2], {});
  }
  CHECK(chain_log::check(chain_log::file_in(data.path())));
  CHECK(encoded(opened(data)->take_records()) == encoded({all_kinds()[1], all_kinds()[2]}));
}
