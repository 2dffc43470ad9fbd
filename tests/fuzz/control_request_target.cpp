// O7, X2: whatever an operator's connection says to the control API. The first byte of
// an input says in what parts the rest arrives. It goes the way it goes in the server:
// Beast's reader with our bounds, the route, the JSON of a command, its script. Parts
// change nothing, no bound is passed, and what was understood can be said again.
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include "runtime/control/command_request.hpp"
#include "runtime/http/request_reader.hpp"
#include "runtime/http/router.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mesh;
using namespace mesh::control;
using namespace mesh::testing;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t most_requests = 16; // of one input

control_config limits() {
  control_config small;
  small.header_bytes = 512;
  small.request_bytes = 1'024;
  return small;
}

/// A connection on which these bytes come, so many at once, and then its end.
class given_bytes {
public:
  given_bytes(std::string_view bytes, std::size_t part) : left_(bytes), part_(part) {}

  template <class Buffers>
  std::size_t read_some(const Buffers& into, boost::system::error_code& why) {
    why = {};
    auto size = boost::asio::buffer_copy(
        into, boost::asio::buffer(left_.substr(0, std::min(part_, left_.size()))));
    left_.remove_prefix(size);
    if (size == 0 && boost::asio::buffer_size(into) > 0)
      why = boost::asio::error::eof;
    return size;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& into) {
    boost::system::error_code ignored;
    return read_some(into, ignored);
  }

private:
  std::string_view left_;
  std::size_t part_;
};

const router& paths() {
  using identity::node_role;
  static const auto nothing = [](const request&, exchange&) {
  };
  static const router all(
      {{"GET", "/healthz", {node_role::sectors}, pace::instant, nothing},
       {"GET", "/v1/status", {node_role::operators}, pace::quick, nothing},
       {"POST", "/v1/commands", {node_role::operators}, pace::command, nothing},
       {"DELETE", "/v1/commands/*", {node_role::operators}, pace::instant, nothing}});
  return all;
}

/// What a command's handler does with it.
std::string understand(const request& what) {
  auto asked = read_command_request(what.body);
  if (!asked)
    return to_string(asked.error());
  if (auto again = write_command_request(*asked); !again.empty()) {
    auto read = read_command_request(again);
    must_hold(read && write_command_request(*read) == again,
              "what was understood is said again");
  }
  auto lines = parse_request(*asked, {1'000, 20});
  return lines ? std::to_string(lines->size()) + " lines" : lines.error().body;
}

/// Of two things that are wrong another one may be seen first when the bytes come in
/// parts.
std::string refused(const boost::system::error_code& why) {
  auto told = explain(why, limits());
  must_hold(told.told.status >= 400 && !told.reason.empty(), "whoever is refused is told why");
  return "refused";
}

/// One request of a connection, as text; `goes_on` when another may follow.
std::string converse(given_bytes& stream, request_buffer& buffer, bool& goes_on) {
  const auto bounds = limits();
  request_parser p;
  bound(p, bounds);
  boost::system::error_code error;
  goes_on = false;
  const auto bytes = http::read_header(stream, buffer, p, error);
  if (error)
    return refused(error);
  if (check_header(p, bytes, bounds))
    return "refused";
  auto found =
      paths().find(std::string_view(p.get().method_string()),
                   std::string_view(p.get().target()), {identity::node_role::operators, "ann"});
  if (!found)
    return std::to_string(found.error().status);
  http::read(stream, buffer, p, error);
  if (error)
    return refused(error);
  auto asked = p.release();
  must_hold(asked.body().size() <= std::size_t(bounds.request_bytes), "the bound of a body");
  goes_on = asked.keep_alive();
  auto what = request_of(std::move(asked), {identity::node_role::operators, "ann"});
  return what.method + " " + what.path + " " + what.query + ": " + understand(what);
}

std::vector<std::string> converse(std::string_view bytes, std::size_t part) {
  given_bytes stream(bytes, part);
  request_buffer buffer(most_buffered(limits()));
  std::vector<std::string> said;
  for (auto goes_on = true; goes_on && said.size() < most_requests;)
    said.push_back(converse(stream, buffer, goes_on));
  return said;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  must_hold(converse(text, text.size() + 1) == converse(text, 1 + data[0]),
            "in parts as in one");
  return 0;
}
