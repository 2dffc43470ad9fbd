#include <fstream>
#include <sstream>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/tidy/floors.hpp"
#include "tests/tidy/lexer.hpp"
#include "tests/tidy/rules.hpp"

using namespace mesh::tidy;

namespace {

/// Each problem as the program prints it.
std::vector<std::string> printed(const problems& found) {
  std::vector<std::string> lines;
  for (const auto& [path, line, message] : found)
    lines.push_back(path + ":" + std::to_string(line) + ": " + message);
  return lines;
}

using lines = std::vector<std::string>;

const std::string header = "#pragma once\n";

/// A folder for one test, gone afterwards.
class temporary_tree {
public:
  temporary_tree() {
    auto name = (std::filesystem::temp_directory_path() / "mesh_tidy_XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  temporary_tree(const temporary_tree&) = delete;
  temporary_tree& operator=(const temporary_tree&) = delete;
  ~temporary_tree() { std::filesystem::remove_all(root_); }

  void write(const std::filesystem::path& path, const std::string& text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

private:
  std::filesystem::path root_;
};

} // namespace

TEST_CASE("tidy: comments and literals do not count as code", "[tidy]") {
  CHECK(without_comments("a // b\nc /* d\n e */ f") == "a     \nc     \n      f");
  CHECK(without_comments(R"(x = "// no comment"; // one)") == R"(x = "// no comment";       )");
  CHECK(without_comments_and_literals(R"(f("a\"b", 'c'))") == R"(f("    ", ' '))");
  CHECK(without_comments_and_literals("n = 1'000; // it's") == "n = 1'000;        ");
  CHECK(without_comments_and_literals("R\"x(a)\" // \")x\" b") == "R\"            \" b");
}

TEST_CASE("tidy: a folder includes only what lies below it", "[tidy]") {
  auto [path, included, allowed] = GENERATE(table<std::string, std::string, bool>({
      {"messages/a.cpp", "messages/b.hpp", true},
      {"messages/a.cpp", "actors/agent.hpp", false},
      {"messages/a.cpp", "config/b.hpp", false},
      {"config/a.cpp", "messages/b.hpp", true},
      {"config/a.cpp", "supervisors/b.hpp", false},
      {"supervisors/a.cpp", "config/b.hpp", true},
      {"supervisors/a.cpp", "actors/coordination/b.hpp", false},
      {"actors/coordination/a.cpp", "actors/coordination/b.hpp", true},
      {"actors/coordination/a.cpp", "supervisors/b.hpp", false},
      {"actors/coordination/a.cpp", "actors/agent.hpp", false},
      {"actors/agent.cpp", "supervisors/b.hpp", true},
      {"actors/agent.cpp", "runtime/mesh/b.hpp", false},
      {"runtime/mesh/a.cpp", "actors/agent.hpp", true},
      {"runtime/mesh/a.cpp", "tests/support/b.hpp", false},
      {"tests/a.cpp", "runtime/mesh/b.hpp", true},
      {"examples/a.cpp", "runtime/mesh/b.hpp", true},
  }));
  CAPTURE(path, included);
  auto found = check_includes({{path, "\n#include \"" + included + "\"\n"}});
  CHECK(found.empty() == allowed);
  if (!allowed)
    CHECK(found.at(0).line == 2);
}

TEST_CASE("tidy: no folder includes one above it, whichever two they are", "[tidy]") {
  for (std::size_t below = 0; below < floors().size(); ++below)
    for (std::size_t above = below + 1; above < floors().size(); ++above) {
      const std::string lower(floors()[below].folder);
      const std::string upper(floors()[above].folder);
      CAPTURE(lower, upper);
      CHECK(printed(check_includes({{lower + "a.cpp", "#include \"" + upper + "b.hpp\"\n"}}))
            == lines{lower + "a.cpp:1: " + lower + " may not include " + upper + "b.hpp"});
    }
}

TEST_CASE("tidy: each folder of the product has a floor", "[tidy]") {
  CHECK(printed(check_includes({{"runtime/attic/a.cpp", ""}, {"runtime/attic/b.cpp", ""}}))
        == lines{"runtime/attic/a.cpp:1: runtime/attic/ has no floor: give it one in "
                 "tests/tidy/floors.cpp"});
  CHECK(check_includes({{"tests/attic/a.cpp", ""}}).empty());
}

TEST_CASE("tidy: a folder with rooms has at most twelve loose files", "[tidy]") {
  tree files{{"runtime/http/room/a.cpp", ""}};
  for (char name = 'a'; name < 'a' + 12; ++name)
    files.push_back({std::string("runtime/http/") + name + ".cpp", ""});
  files.push_back({"runtime/http/CMakeLists.txt", ""});
  CHECK(check_folders(files).empty());
  files.push_back({"runtime/http/one_more.hpp", header});
  CHECK(printed(check_folders(files))
        == lines{"runtime/http/:1: 13 loose files beside subfolders; 12 at most"});
  files.front().path = "runtime/control/a.cpp"; // no room in it any more
  CHECK(check_folders(files).empty());
}

TEST_CASE("tidy: the top level holds what is known", "[tidy]") {
  CHECK(check_top_level({{"README.md", ""}, {"dev", ""}, {".ci/run", ""}, {"actors/a.cpp", ""}})
            .empty());
  CHECK(printed(check_top_level({{"attic/a.cpp", ""}, {"attic/b.cpp", ""}, {"core.17", ""}}))
        == lines{"attic:1: unknown at the top level: remove it, or name it in "
                 "tests/tidy/folder_rules.cpp",
                 "core.17:1: unknown at the top level: remove it, or name it in "
                 "tests/tidy/folder_rules.cpp"});
}

TEST_CASE("tidy: a stray log at the top level of a tree on disk is refused", "[tidy]") {
  temporary_tree tree;
  tree.write("config/good.hpp", header);
  tree.write("config/lo.1", "not looked at");
  tree.write("lo.17737", "[info] a mesh ran here\n");
  std::ostringstream out;
  CHECK(run(tree.root(), out) == 1);
  CHECK(out.str()
        == "lo.17737:1: unknown at the top level: remove it, or name it in "
           "tests/tidy/folder_rules.cpp\n2 files, 1 problems\n");
}

TEST_CASE("tidy: a class is defined in one header and the source beside it", "[tidy]") {
  const source_file engine{"actors/parts/engine.hpp",
                           header + "class engine final : public part {\n  void go();\n};\n"};
  auto with = [&](const std::string& path, const std::string& text) {
    return printed(check_members({engine, {path, text}}));
  };
  const std::string defined = "namespace mesh {\n\nvoid engine::go() {\n}\n\n}\n";
  CHECK(with("actors/parts/engine.cpp", defined).empty());
  CHECK(with("actors/parts/engine_more.cpp", defined)
        == lines{"actors/parts/engine_more.cpp:3: a member of engine is defined outside of "
                 "actors/parts/engine.hpp and .cpp: a part that has not been found yet"});
  for (std::string text : {"engine::engine() : a_(1) {\n}\n", "engine::~engine() = default;\n",
                           "std::vector<int>\nengine::all() const {\n}\n",
                           "bool engine::operator==(const engine&) const {\n}\n"}) {
    CAPTURE(text);
    CHECK(with("actors/parts/engine_more.cpp", text).size() == 1);
  }
  for (std::string text :
       {"void f() {\n  engine::go();\n}\n", "// engine::go()\n", "int other::go() {\n}\n",
        "class engine {\n};\nvoid engine::go() {\n}\n"}) {
    CAPTURE(text);
    CHECK(with("actors/parts/engine_more.cpp", text).empty());
  }
}

TEST_CASE("tidy: a pure folder knows no store, socket or clock", "[tidy]") {
  for (std::string pure : {"messages/", "config/", "supervisors/", "actors/coordination/",
                           "actors/chains/", "runtime/channel/", "runtime/placement/",
                           "runtime/console/commands/", "runtime/console/"})
    for (std::string header :
         {"caf/actor.hpp", "SQLiteCpp/SQLiteCpp.h", "sqlite3.h", "sys/socket.h",
          "boost/asio.hpp", "unistd.h", "ctime", "time.h", "chrono", "spdlog/spdlog.h"}) {
      CAPTURE(pure, header);
      CHECK(check_includes({{pure + "a.cpp", "#include <" + header + ">\n"}}).size() == 1);
      CHECK(check_includes({{"runtime/mesh/a.cpp", "#include <" + header + ">\n"}}).empty());
    }
}

TEST_CASE("tidy: what lies beside a file is included from the root too", "[tidy]") {
  CHECK(printed(check_includes({{"actors/a.cpp", "#include \"agent.hpp\"\n"}}))
        == lines{"actors/a.cpp:1: include \"agent.hpp\" by its path from the project's root"});
}

TEST_CASE("tidy: a pure file does not reach CAF, not even through others", "[tidy]") {
  tree files{{"supervisors/supervisor.hpp", header + "#include <caf/all.hpp>\n"},
             {"supervisors/backoff.hpp", header + "#include \"supervisors/supervisor.hpp\"\n"},
             {"supervisors/verdict.cpp", "#include \"supervisors/backoff.hpp\"\n"},
             {"actors/coordination/gather.cpp", "\n\n#  include <caf/actor.hpp>\n"},
             {"actors/agent.cpp", "#include <caf/all.hpp>\n"}};
  CHECK(printed(check_includes(files))
        == lines{"supervisors/supervisor.hpp:2: a pure file knows no actors: caf/all.hpp",
                 "supervisors/backoff.hpp:2: a pure file knows no actors: "
                 "supervisors/supervisor.hpp includes caf/all.hpp",
                 "supervisors/verdict.cpp:1: a pure file knows no actors: "
                 "supervisors/backoff.hpp includes caf/all.hpp",
                 "actors/coordination/gather.cpp:3: a pure file knows no actors: "
                 "caf/actor.hpp"});
}

TEST_CASE("tidy: headers that include each other are no trap", "[tidy]") {
  CHECK(check_includes({{"config/a.hpp", "#include \"config/b.hpp\"\n"},
                        {"config/b.hpp", "#include \"config/a.hpp\"\n"}})
            .empty());
}

TEST_CASE("tidy: time and randomness are asked for only where they may be", "[tidy]") {
  const std::string text = "int x;\nauto t = std::chrono::steady_clock::now();\n";
  CHECK(printed(check_text({{"actors/agent.cpp", text}}))
        == lines{
            "actors/agent.cpp:2: steady_clock::now: time is passed in, from the actor clock"});
  CHECK(check_text({{"runtime/clock.cpp", text}}).empty());
  CHECK(check_text({{"actors/work/process/run.cpp", text}}).empty());
  CHECK(check_text({{"actors/agent.cpp", "// not steady_clock::now\n"}}).empty());
  CHECK(check_text({{"config/a.cpp", "std::random_device d; my_srand();\n"}}).size() == 1);
}

TEST_CASE("tidy: a test does not sleep", "[tidy]") {
  for (std::string code : {"std::this_thread::sleep_for(x);", "usleep(3);", "sleep(1);"}) {
    CHECK(check_text({{"tests/a_test.cpp", code}}).size() == 1);
    CHECK(check_text({{"runtime/a.cpp", code}}).empty());
  }
  CHECK(check_text({{"tests/a_test.cpp", "run({\"sleep\", \"60\"});"}}).empty());
}

TEST_CASE("tidy: a file has 400 lines at most", "[tidy]") {
  std::string text;
  for (int i = 0; i < 400; ++i)
    text += "\n";
  CHECK(check_text({{"actors/a.cpp", text}}).empty());
  CHECK(printed(check_text({{"actors/a.cpp", text + "\n"}}))
        == lines{"actors/a.cpp:401: 401 lines; a file has 400 at most"});
  CHECK(check_text({{"README.md", text + "\n"}}).empty());
}

TEST_CASE("tidy: words and paths that have no place", "[tidy]") {
  CHECK(check_text({{"dev", "# TO"
                            "DO: more\n"}})
            .size()
        == 1);
  CHECK(check_text({{"cmake/a.cmake", "set(x /ho"
                                      "me/someone/x)\n"}})
            .size()
        == 1);
  CHECK(check_text({{"actors/a.cpp", "\"actors/work/work.hpp\" \"/wo"
                                     "rk/x\"\n"}})
            .size()
        == 1);
  CHECK(check_text({{"actors/a.cpp", "#include \"actors/work/work.hpp\"\n"}}).empty());
}

TEST_CASE("tidy: a comment names its subject first", "[tidy]") {
  for (std::string word : {"Who", "What", "How", "Whose", "Whom"}) {
    CAPTURE(word);
    CHECK(printed(check_text({{"config/a.cpp", "\n  /// " + word + " it is.\n"}}))
          == lines{"config/a.cpp:2: a comment begins with " + word + ": name its subject"});
  }
  for (std::string text :
       {"/// The name of it.\n/// What it is.\n", "// However, no.\n", "int x; // What it is\n",
        "auto text = \"What it is\";\n", "//\n// What it is.\n"}) {
    CAPTURE(text);
    CHECK(check_text({{"config/a.cpp", text}}).empty());
  }
  CHECK(check_text({{"actors/chains/a.cpp", "/// What it is.\n"}}).empty());
}

TEST_CASE("tidy: a header is included once", "[tidy]") {
  CHECK(printed(check_text({{"config/a.hpp", "// #pragma once\nint x;\n"}}))
        == lines{"config/a.hpp:1: a header says #pragma once"});
  CHECK(check_text({{"config/a.hpp", "// what it is\n" + header}}).empty());
}

TEST_CASE("tidy: CTest can tell the names of tests apart", "[tidy]") {
  CHECK(printed(check_tests(
            {{"tests/a.cpp", "\nTEST_CASE(\"one; \"\n  \"two\", \"[x]\") { int a; }"}}))
        == lines{"tests/a.cpp:2: a test's name has no ';', "
                 "which would make two tests of it in CTest"});
  CHECK(check_tests({{"tests/a.cpp", "TEST_CASE(\"one\", \"[x]\") { f(\";\"); }"}}).empty());
}

TEST_CASE("tidy: no test is hidden or switched off", "[tidy]") {
  for (std::string tag : {"[.]", "[.slow]", "[!mayfail]", "[!shouldfail]", "[!hide]"}) {
    auto found =
        check_tests({{"tests/a.cpp", "\n\nTEST_CASE(\"a\",\n  \"[x]" + tag + "\") {}"}});
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 3);
  }
  CHECK(check_tests({{"tests/a.cpp", "TEST_CASE(\"a\", \"[x]\") { f(\"[.]\"); }"}}).empty());
  CHECK(check_tests(
            {{"tests/CMakeLists.txt", "set_tests_properties(x PROPERTIES\n DISABLED ON)"}})
            .size()
        == 1);
}

TEST_CASE("tidy: the handbook's table and the requirements name the same ids", "[tidy]") {
  const source_file known{"tests/tidy/requirements.txt", "T1 T2 # topology\nKPI\n"};
  const std::string path = "docs/reference/requirements.md";
  auto with = [&](const std::string& table) {
    return printed(check_requirements(
        {{path, "# A\n| T9 |\n## Requirements\n|id|where|\n|-|-|\n" + table}, known}));
  };
  CHECK(with("| T1 | T7 |\n| `T2`, KPI | x |\n").empty());
  CHECK(with("| T1 | |\n| T3 | |\n| T2 | |\n| KPI | |\n")
        == lines{path + ":7: there is no requirement T3"});
  CHECK(with("| T1 | |\n| T2 | |\n| T1 | |\n| KPI | |\n")
        == lines{path + ":8: T1 stands in line 6 too"});
  CHECK(with("| T1 | |\n| T2 | |\n")
        == lines{"tests/tidy/requirements.txt:2: KPI is missing in the table of " + path});
  CHECK(check_requirements({known}).empty());
  CHECK(printed(check_requirements({known, {"README.md", ""}}))
        == lines{"tests/tidy/requirements.txt:1: there is no " + path});
}

TEST_CASE("tidy: a bad tree on disk is refused, file by file", "[tidy]") {
  temporary_tree tree;
  tree.write("config/good.hpp", header);
  tree.write("config/bad.hpp", "#include <caf/all.hpp>\n");
  tree.write("dev", "#!/bin/sh\n# FIX"
                    "ME\n");
  tree.write("build/generated.cpp", "#if 0\n");
  tree.write(".git/x.cpp", "#if 0\n");
  std::ostringstream out;
  CHECK(run(tree.root(), out) == 1);
  CHECK(out.str()
        == "config/bad.hpp:1: a header says #pragma once\n"
           "config/bad.hpp:1: a pure file knows no actors: caf/all.hpp\n"
           "dev:2: FIX"
           "ME: finish it, or open an issue for it\n"
           "3 files, 3 problems\n");
}

TEST_CASE("tidy: a good tree is accepted, an empty one is not", "[tidy]") {
  temporary_tree tree;
  std::ostringstream out;
  CHECK(run(tree.root(), out) == 2);
  CHECK(run(tree.root() / "missing", out) == 2);
  tree.write("config/good.hpp", header);
  CHECK(run(tree.root(), out) == 0);
}
