// X2: the bounds of a request, whatever the parts in which it arrives.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "runtime/http/request_reader.hpp"
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
  const std::string begin = "GET /v1/status HTTP/" + version + "\r\nHost: m\r\nX: ";
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
  CHECK(status_of("POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 64\r\n\r\n") == 200);
  CHECK(status_of("POST / HTTP/1.1\r\nContent-Length: 65\r\n\r\n") == 413);
}

TEST_CASE("X2 a request has one Host field that can be of a host", "[control]") {
  const auto with = [](const std::string& fields) {
    return status_of("GET /v1/status HTTP/1.1\r\n" + fields + "\r\n");
  };
  CHECK(with("") == 400);
  CHECK(with("Host: a\r\nHost: a\r\n") == 400);
  CHECK(with("Host: a\r\nX: y\r\nhost: b\r\n") == 400);
  for (const auto* good : {"a", "a.b:8443", "[::1]:80", "127.0.0.1", ""})
    CHECK(with(std::string("Host: ") + good + "\r\n") == 200);
  for (const auto* bad : {"a b", "a/b", "ann@a", "a,b", "a?b", "\xe2\x80\xae"})
    CHECK(with(std::string("Host: ") + bad + "\r\n") == 400);
}

TEST_CASE("X2 a transfer coding other than chunked is refused, not passed over", "[control]") {
  const auto with = [](const std::string& fields) {
    return status_of("POST / HTTP/1.1\r\nHost: m\r\n" + fields + "\r\n");
  };
  CHECK(with("Transfer-Encoding: chunked\r\n") == 200);
  CHECK(with("Transfer-Encoding: Chunked\r\n") == 200);
  for (const auto* bad : {"gzip", "gzip, chunked", "chunked, gzip", "identity", "xchunked"})
    CHECK(with(std::string("Transfer-Encoding: ") + bad + "\r\n") == 501);
  CHECK(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") == 400);
  CHECK(with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") == 400);
}
