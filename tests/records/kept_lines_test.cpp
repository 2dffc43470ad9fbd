// K4: lines that outlive the process, written by another thread.
#include "runtime/records/kept_lines.hpp"

#include <deque>

#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;
using storage::kept_lines;

namespace {

/// A folder, and a thread that writes when the test says so.
struct kept_world {
  data_folder folder;
  std::deque<std::function<kept_lines::outcome()>> jobs;
  bool stopped = false;
  std::vector<std::string> seen;

  [[nodiscard]] std::filesystem::path file() const { return folder.path() / "some.log"; }
  std::unique_ptr<kept_lines> open() {
    seen.clear();
    return kept_lines::open(
               file(), "remedy",
               [this](std::string_view line) {
                 seen.emplace_back(line);
                 return kept_lines::outcome{};
               },
               [this](auto job, const auto&) {
                 if (stopped)
                   return kept_lines::outcome(
                       tl::unexpected(error{errc::cancelled, "it is over"}));
                 jobs.push_back(std::move(job));
                 return kept_lines::outcome{};
               })
        .value();
  }
  void write() {
    for (; !jobs.empty(); jobs.pop_front())
      (void)jobs.front()();
  }
};

} // namespace

TEST_CASE("K4 a line is told to be kept once it is on the disk, and is there again") {
  kept_world w;
  auto lines = w.open();
  std::vector<bool> kept;
  const auto note = [&](const kept_lines::outcome& o) {
    kept.push_back(o.has_value());
  };
  lines->keep("one", note);
  lines->keep("two", note);
  CHECK(kept.empty());
  CHECK(w.jobs.size() == 2);
  w.write(); // the first job writes both
  CHECK(kept == std::vector<bool>{true, true});
  lines.reset();
  w.open();
  CHECK(w.seen == std::vector<std::string>{"one", "two"});
}

TEST_CASE("K4 lines that the disk has no room for are refused, and later ones are kept") {
  kept_world w;
  auto lines = w.open();
  std::vector<std::string> told;
  const auto note = [&](const kept_lines::outcome& o) {
    told.push_back(o ? "" : o.error().detail);
  };
  {
    const no_room_for file(w.file());
    lines->keep("lost", note);
    w.write();
  }
  REQUIRE(told.size() == 1);
  CHECK(told[0] != "");
  lines->keep("kept", note);
  w.write();
  CHECK(told.back().empty());
  lines.reset();
  w.open();
  CHECK(w.seen == std::vector<std::string>{"kept"});
}

TEST_CASE("K4 lines that come after the end of the writing thread are refused") {
  kept_world w;
  auto lines = w.open();
  w.stopped = true;
  std::string told;
  lines->keep("late",
              [&](const kept_lines::outcome& o) { told = o ? "kept" : o.error().detail; });
  CHECK(told == "it is over");
}
