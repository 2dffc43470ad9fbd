#include <istream>
#include <map>
#include <sstream>

#include "actors/work/function_work.hpp"
#include "examples/word_counter.hpp"
#include "examples/word_tally.hpp"
#include "tests/support/catch.hpp"

namespace {

/// A mesh of six agents in virtual time that takes pieces of 16 bytes.
mesh::config tiny() {
  mesh::config cfg;
  cfg.topology = mesh::topology_config::of(1, 2, 3);
  cfg.limits.payload_bytes = 16;
  return cfg;
}

mesh::mesh_options in_virtual_time(mesh::work_override work) {
  mesh::mesh_options options;
  options.virtual_time = true;
  options.work.push_back(std::move(work));
  return options;
}

/// Agents that answer `instead` the first `times` times.
mesh::work_override reluctant(int times, const mesh::work_result& instead) {
  auto honest = counting_agents();
  return {{}, {"count"}, [=](const mesh::agent_identity&) {
            return mesh::make_function_work([=, left = times](const mesh::job& what) mutable {
              if (left-- > 0)
                return instead;
              return mesh::work_result::ready(to_string(tally(what.payload)));
            });
          }};
}

constexpr auto text = "one two three four five six seven eight nine ten\n"
                      "incomprehensibilities are longer than sixteen bytes are\n";
constexpr std::uint64_t words = 17;

} // namespace

TEST_CASE("the tallies of two pieces add up wherever a text is cut") {
  using namespace std::literals;
  for (auto whole : {""sv, "a"sv, " "sv, "a b"sv, " a  bc\td\r\n"sv, "\x80 \x81z\0 \x01"sv}) {
    auto expected = tally(whole);
    for (std::size_t i = 0; i <= whole.size(); ++i)
      for (std::size_t k = i; k <= whole.size(); ++k) {
        auto left = tally(whole.substr(0, i));
        auto middle = tally(whole.substr(i, k - i));
        auto right = tally(whole.substr(k));
        CAPTURE(whole, i, k);
        CHECK((left + middle) + right == expected);
        CHECK(left + (middle + right) == expected);
      }
  }
}

TEST_CASE("a tally is answered as text, and other texts are refused") {
  for (auto piece : {"", "x", " x y z ", "x y"})
    CHECK(parse_tally(to_string(tally(piece))).value() == tally(piece));
  for (auto bad : {"", "1", "111", "1112x", "2110", "done", "111-1", "11199999999999999999999"})
    CHECK(parse_tally(bad).error().code == mesh::errc::parse_error);
}

TEST_CASE("words are counted once, also those that are longer than a piece") {
  mesh::local_mesh mesh(tiny(), in_virtual_time(counting_agents()));
  std::istringstream in(text);
  CHECK(count_words(mesh, in).value() == words);
  std::istringstream nothing;
  CHECK(count_words(mesh, nothing).value() == 0);
}

TEST_CASE("a piece that was not counted goes to another agent") {
  auto instead = GENERATE(mesh::work_result::failed(mesh::errc::work_failed, "not now"),
                          mesh::work_result::conflict("words", "numbers"),
                          mesh::work_result::ready("some, I think"));
  mesh::local_mesh mesh(tiny(), in_virtual_time(reluctant(1, instead)));
  std::istringstream in(text);
  CHECK(count_words(mesh, in, 10).value() == words);
}

TEST_CASE("a piece that nobody counts is an error in the end") {
  auto never = mesh::work_result::failed(mesh::errc::work_failed, "not now");
  mesh::local_mesh mesh(tiny(), in_virtual_time(reluctant(1'000, never)));
  std::istringstream in(text);
  auto counted = count_words(mesh, in, 2);
  REQUIRE_FALSE(counted);
  CHECK(counted.error().code == mesh::errc::work_failed);
  CHECK(counted.error().detail.find("6 of 6 pieces") == 0);
  CHECK(counted.error().detail.find("not now") != std::string::npos);
}

TEST_CASE("a mesh in which nobody can count says so") {
  mesh::mesh_options options;
  options.virtual_time = true;
  mesh::local_mesh mesh(tiny(), options);
  std::istringstream in(text);
  CHECK(count_words(mesh, in).error().code == mesh::errc::no_capable_agent);
}

TEST_CASE("agents that are routed around count nothing, and the others do") {
  mesh::local_mesh mesh(tiny(), in_virtual_time(counting_agents(mesh::cluster_id{0, 1})));
  std::istringstream in(text);
  mesh::routing_rules rules;
  rules.avoid({0, 1, 0});
  mesh.set_rules(rules);
  CHECK(count_words(mesh, in).value() == words);
  CHECK(mesh.agents().read().find({0, 1, 0})->processing_samples == 0);
}

TEST_CASE("a text that breaks off is an error and not a smaller number") {
  struct broken : std::stringbuf {
    using std::stringbuf::stringbuf;
    int_type underflow() override {
      if (in_avail() == 0)
        throw std::runtime_error("the disk is gone");
      return std::stringbuf::underflow();
    }
  };
  mesh::local_mesh mesh(tiny(), in_virtual_time(counting_agents()));
  broken source(text);
  std::istream in(&source);
  CHECK(count_words(mesh, in).error().code == mesh::errc::io_error);
}
