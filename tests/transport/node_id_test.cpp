// X2: node ids as CAF writes them.
#include "tests/support/catch.hpp"
#include "tests/transport/frames.hpp"
#include "tests/transport/link_support.hpp"

using namespace mesh::test;
using namespace mesh::transport;

TEST_CASE("X2 node ids are read as CAF writes them", "[transport]") {
  auto id = caf::make_node_id(77, std::string(40, '7')).value(); // 20 bytes as hex
  auto bytes = bytes_of(id);
  CHECK(std::string(bytes.begin(), bytes.end())
        == node_text(77).substr(0, 12) + std::string(20, '\x77'));
  CHECK(bytes_of(caf::node_id{}) == basp_node{}); // none
}
