#include "runtime/mesh/effect_runs.hpp"

#include <filesystem>
#include <fstream>
#include <future>

#include "runtime/records/digest.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using mesh::test::content_of;
using mesh::test::data_folder;

namespace {

namespace fs = std::filesystem;

effect_order ordered(task_effect what) {
  what.name = "e";
  return {"c-1", "a", std::move(what)};
}

effect_order command_of(std::vector<std::string> argv, double timeout_ms = 60'000) {
  task_effect what;
  what.command = std::move(argv);
  what.timeout_ms = timeout_ms;
  return ordered(std::move(what));
}

error end_of(effect_runs& runs, const effect_order& what) {
  std::promise<error> told;
  runs.run(what, [&](const error& why) { told.set_value(why); });
  return told.get_future().get();
}

} // namespace

TEST_CASE("V3 a file is put in place from a text or from a file, byte for byte", "[chains]") {
  const data_folder data;
  const auto in_line = GENERATE(true, false);
  effect_runs runs({data.path() / "out", 1, in_line});
  const std::string bytes("\xff\0\n", 3);
  CHECK(end_of(runs, ordered({"", "a/b", bytes})) == error{});
  CHECK(content_of(data.path() / "out/a/b") == bytes);
  std::ofstream(data.path() / "source", std::ios::binary) << bytes << bytes;
  const auto source = (data.path() / "source").string();
  CHECK(end_of(runs, ordered({"", "c", "", source})) == error{});
  CHECK(content_of(data.path() / "out/c") == bytes + bytes);
  auto right = storage::sha256({bytes, bytes});
  const auto reference = storage::to_hex(storage::bytes_of(right)) + "  " + source + "\n";
  CHECK(end_of(runs, ordered({"", "d", "", reference})) == error{});
  CHECK(content_of(data.path() / "out/d") == bytes + bytes);
  CHECK(end_of(runs, ordered({"", "d", "", "a/b"})) == error{}); // below the folder
  std::ofstream(data.path() / "source", std::ios::binary) << "other";
  CHECK(end_of(runs, ordered({"", "d", "", reference})).code == errc::hash_mismatch);
  CHECK(content_of(data.path() / "out/d") == bytes); // as it was
}

TEST_CASE("V3 no effect leaves its folder", "[chains]") {
  const data_folder data;
  const auto out = data.path() / "out";
  const auto elsewhere = data.path() / "elsewhere";
  fs::create_directories(out / "inside");
  fs::create_directory(elsewhere);
  fs::create_directory_symlink(elsewhere, out / "link");
  fs::create_directory_symlink(out / "inside", out / "within");
  std::ofstream(elsewhere / "kept") << "kept";
  fs::create_symlink(elsewhere / "kept", out / "file");
  effect_runs runs({out, 1, true});
  for (const auto* path :
       {"../x", "a/../../x", "link/x", "link/deep/x", "/x", "", "a/", ".."}) {
    CAPTURE(path);
    CHECK(end_of(runs, ordered({"", path, "text"})).code == errc::invalid_argument);
  }
  CHECK(std::distance(fs::directory_iterator(elsewhere), {}) == 1);
  CHECK_FALSE(fs::exists(data.path() / "x"));
  CHECK(end_of(runs, ordered({"", "within/x", "text"})) == error{});
  CHECK(content_of(out / "inside/x") == "text");
  CHECK(end_of(runs, ordered({"", "file", "text"})) == error{}); // the link is replaced
  CHECK(content_of(elsewhere / "kept") == "kept");
}

TEST_CASE("V3 a command runs in the folder, and is told which effect it is", "[chains]") {
  const data_folder data;
  effect_runs runs({data.path() / "out", 2, false});
  CHECK(end_of(runs, command_of({"sh", "-c",
                                 "echo $MESH_CHAIN $MESH_TASK $MESH_EFFECT "
                                 "$MESH_IDEMPOTENCY_KEY \"$1\" > told",
                                 "x", "an argument; with blanks"}))
        == error{});
  CHECK(content_of(data.path() / "out/told") == "c-1 a e c-1/a/e an argument; with blanks\n");
  ::setenv("MESH_SECRET_OF_TEST", "x", 1);
  CHECK(end_of(runs, command_of({"sh", "-c", "env > variables"})) == error{});
  CHECK(content_of(data.path() / "out/variables").find("MESH_SECRET_OF_TEST")
        == std::string::npos);
  struct row {
    effect_order what;
    errc code;
    const char* detail;
  };
  const std::vector<row> table{
      {command_of({"sh", "-c", "echo first >&2; echo last >&2; exit 3"}),
       errc::command_exit_status, "c-1/a/e: sh exited with status 3: last"},
      {command_of({"no-such-program"}), errc::command_missing, "no-such-program"},
      {command_of({"sleep", "1000"}, 1), errc::command_timeout, "c-1/a/e: sleep"}};
  for (const auto& row : table) {
    auto why = end_of(runs, row.what);
    CAPTURE(to_string(why));
    CHECK(why.code == row.code);
    CHECK(why.detail.find(row.detail) != std::string::npos);
    CHECK(why.remedy.find("chain retry") != std::string::npos);
  }
}

TEST_CASE("V3 what cannot be carried out here is refused with its reason", "[chains]") {
  const data_folder data;
  const auto file = ordered({"", "a", "b"});
  const auto command = command_of({"true"});
  effect_runs nowhere({{}, 1, false});
  CHECK(nowhere.refusal(file).remedy == "start it with --effects DIR");
  CHECK(nowhere.refusal(command).remedy == "start it with --effects DIR");
  effect_runs in_line({data.path(), 1, true});
  CHECK(in_line.refusal(file) == error{});
  CHECK(in_line.refusal(command).code == errc::unsupported);
}

TEST_CASE("V6 whoever attaches to an effect is told of its end, and nobody else", "[chains]") {
  const data_folder data;
  effect_runs runs({data.path(), 1, false});
  CHECK_FALSE(runs.attach("c-1/a/e", [](const error&) {}));
  auto earlier = false;
  std::promise<error> told;
  runs.run(command_of({"sleep", "1000"}), [&](const error&) { earlier = true; });
  CHECK(runs.attach("c-1/a/e", [&](const error& why) { told.set_value(why); }));
  runs.stop();
  CHECK(told.get_future().get().code == errc::cancelled);
  CHECK_FALSE(earlier);
  CHECK_FALSE(runs.attach("c-1/a/e", [](const error&) {}));
  CHECK(end_of(runs, ordered({"", "late", "text"})).code == errc::cancelled);
}
