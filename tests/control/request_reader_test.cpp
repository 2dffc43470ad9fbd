// X2: the bounds of a request, whatever the parts in which it arrives.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "runtime/control/request_reader.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::control;

namespace {

control_config small() {
  control_config limits;
  limits.header_bytes = 256;
  limits.request_bytes = 64;
  return limits;
}

/// The status that whoever sends this is refused with, all of it at once; 200: none.
unsigned status_of(const std::string& text) {
  request_parser p;
  bound(p, small());
  boost::system::error_code why;
  const auto bytes = p.put(boost::asio::buffer(text), why);
  if (why && why != boost::beast::http::error::need_more)
    return explain(why, small()).told.status;
  auto refused = check_header(p, bytes, small());
  return refused ? refused->told.status : 200;
}

std::string header(std::size_t bytes, const std::string& version = "1.1") {
  const std::string begin = "GET /v1/status HTTP/" + version + "\r\nX: ";
  const std::string end = "\r\n\r\n";
  return begin + std::string(bytes - begin.size() - end.size(), 'x') + end;
}

} // namespace

TEST_CASE("X2 a header over its bound is refused, also when all of it comes at once",
          "[control]") {
  CHECK(status_of(header(256)) == 200);
  CHECK(status_of(header(257)) == 431);
  CHECK(status_of(header(50'000)) == 431);
}

TEST_CASE("X2 whoever does not speak HTTP/1.1 is told so", "[control]") {
  CHECK(status_of(header(100, "1.0")) == 505);
  CHECK(status_of("\x16\x03\x01\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nno colon\r\n\r\n") == 400);
}

TEST_CASE("X2 a body over its bound is refused before it is read", "[control]") {
  CHECK(status_of("POST / HTTP/1.1\r\nContent-Length: 64\r\n\r\n") == 200);
  CHECK(status_of("POST / HTTP/1.1\r\nContent-Length: 65\r\n\r\n") == 413);
}
