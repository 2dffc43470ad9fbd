// The rules for README and the handbook: links lead somewhere, paths exist.
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/tidy/markdown.hpp"
#include "tests/tidy/rules.hpp"

using namespace mesh::tidy;

namespace {

using page_texts = std::vector<std::string>;

std::vector<std::string> page_problems(const tree& files) {
  std::vector<std::string> all;
  for (const auto& [path, line, message] : check_pages(files))
    all.push_back(path + ":" + std::to_string(line) + ": " + message);
  return all;
}

} // namespace

TEST_CASE("tidy: a heading has the anchor that links use", "[tidy]") {
  CHECK(anchor_of(" Exit codes") == "exit-codes");
  CHECK(anchor_of("Where is `mesh.sqlite`?") == "where-is-meshsqlite");
  CHECK(anchor_of("A - B, and C!") == "a-b-and-c");
  CHECK(anchor_of("breaker_open ") == "breaker_open");
  CHECK(anchor_of("").empty());
}

TEST_CASE("tidy: code blocks have a language, a mark and their lines", "[tidy]") {
  auto page = parse_markdown("# A\n<!-- run -->\n```sh\n# no heading\n[no](link)\n```\n"
                             "\n1. ```mesh\n   ```mesh\n   status\n   ```\n```text\nopen");
  CHECK(page.anchors == page_texts{"a"});
  CHECK(page.links.empty());
  REQUIRE(page.blocks.size() == 3);
  CHECK(page.blocks[0].line == 3);
  CHECK(page.blocks[0].language == "sh");
  CHECK(page.blocks[0].mark == "run");
  CHECK(page.blocks[0].text == "# no heading\n[no](link)\n");
  CHECK(page.blocks[1].language == "mesh"); // in a list
  CHECK(page.blocks[1].mark.empty());
  CHECK(page.blocks[1].text == "   status\n");
  CHECK(page.blocks[2].text == "open\n");
}

TEST_CASE("tidy: code in backticks has no links, and an open backtick is text", "[tidy]") {
  auto page = parse_markdown("`[a](b)` [c](d) `open [e](f)\n");
  REQUIRE(page.code.size() == 1);
  CHECK(page.code[0].text == "[a](b)");
  REQUIRE(page.links.size() == 2);
  CHECK(page.links[0].text == "d");
  CHECK(page.links[1].text == "f");
}

TEST_CASE("tidy: a link leads to a file of the tree, its anchor to a heading", "[tidy]") {
  const source_file deep{"docs/how-to/run.md", "# Run\n## Stop it\n"};
  auto with = [&](const std::string& link) {
    return page_problems({deep, {"docs/index.md", "# I\n[x](" + link + ")\n"}});
  };
  CHECK(with("how-to/run.md").empty());
  CHECK(with("how-to/run.md#stop-it").empty());
  CHECK(with("#i").empty());
  CHECK(with("https://example.org/how-to/none.md").empty());
  CHECK(with("how-to/walk.md")
        == page_texts{"docs/index.md:2: the link how-to/walk.md leads nowhere"});
  CHECK(with("how-to/run.md#go")
        == page_texts{"docs/index.md:2: the link how-to/run.md#go names no "
                      "heading of docs/how-to/run.md"});
  CHECK(with("#j")
        == page_texts{"docs/index.md:2: the link #j names no heading of docs/index.md"});
  CHECK(with("../README.md")
        == page_texts{"docs/index.md:2: the link ../README.md leads out of the "
                      "site; name the file in backticks instead"});
}

TEST_CASE("tidy: a page outside the site may link to any file", "[tidy]") {
  const source_file example{"examples/a.cpp", ""};
  CHECK(
      page_problems({example, {"README.md", "[a](examples/a.cpp) [b](examples/)\n"}}).empty());
  CHECK(page_problems({example, {"README.md", "[a](examples/a.cpp#b)\n"}})
        == page_texts{
            "README.md:1: the link examples/a.cpp#b has an anchor into what is no page"});
}

TEST_CASE("tidy: a path in backticks exists", "[tidy]") {
  const source_file file{"runtime/node/hub.hpp", ""};
  auto with = [&](const std::string& code) {
    return page_problems({file, {"README.md", "`" + code + "`\n"}});
  };
  CHECK(with("runtime/node/hub.hpp").empty());
  CHECK(with("runtime/node/").empty());
  CHECK(with("certs/ca.crt").empty()); // no folder of the tree
  CHECK(with("runtime/node/*.hpp").empty());
  CHECK(with("runtime/node/lost.hpp")
        == page_texts{"README.md:1: there is no runtime/node/lost.hpp"});
  CHECK(with("runtime/nod/") == page_texts{"README.md:1: there is no runtime/nod"});
}

TEST_CASE("tidy: the site's menu and its folder name the same pages", "[tidy]") {
  const source_file menu{"mkdocs.yml", "nav:\n  - Start: index.md\n  - how-to/run.md\n"};
  const source_file index{"docs/index.md", ""}, run{"docs/how-to/run.md", ""};
  CHECK(page_problems({index, run, menu}).empty());
  CHECK(page_problems({index, menu})
        == page_texts{"mkdocs.yml:3: there is no docs/how-to/run.md"});
  CHECK(page_problems({index, run, {"docs/lost.md", ""}, menu})
        == page_texts{"docs/lost.md:1: is not in the menu of mkdocs.yml"});
}

TEST_CASE("tidy: the README has 150 lines at most", "[tidy]") {
  std::string text(150, '\n');
  CHECK(page_problems({{"README.md", text}}).empty());
  CHECK(page_problems({{"docs/a.md", text + "\n"}}).empty());
  CHECK(page_problems({{"README.md", text + "\n"}})
        == page_texts{"README.md:151: 151 lines; it has 150 at most, docs/ has the rest"});
}
