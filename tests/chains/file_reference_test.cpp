#include "actors/chains/file_reference.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("V3 a file is referred to by its path, or as sha256sum prints it", "[chains]") {
  const std::string digest(64, 'a');
  struct row {
    std::string text;
    file_reference meant;
  };
  const std::vector<row> table{
      {"out/a.tar", {"out/a.tar", ""}},
      {"out/a.tar\n", {"out/a.tar", ""}},
      {digest + "  out/a.tar\n", {"out/a.tar", digest}},
      {digest + " *a b\r\n", {"a b", digest}},
      {digest, {digest, ""}},
      {digest + "  ", {digest + "  ", ""}},
      {digest + "x /a", {digest + "x /a", ""}},
      {std::string(64, 'A') + "  a", {std::string(64, 'A') + "  a", ""}},
      {"", {"", ""}},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    CHECK(parse_file_reference(row.text) == row.meant);
  }
}
