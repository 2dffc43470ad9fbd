// N1: texts of clients become messages, or errors that say what is wrong.
#include "runtime/mcp/message.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("N1 a request and a notification are read", "[mcp]") {
  const auto request = mcp::read_message(
      R"({"jsonrpc": "2.0", "id": "a", "method": "tools/list", "params": {"x": 1}})");
  REQUIRE(request);
  CHECK(request->is_request());
  CHECK(request->id == "a");
  CHECK(request->method == "tools/list");
  CHECK(request->params == mcp::json{{"x", 1}});
  const auto notification =
      mcp::read_message(R"({"jsonrpc": "2.0", "method": "notifications/initialized"})");
  REQUIRE(notification);
  CHECK_FALSE(notification->is_request());
  CHECK(notification->params == mcp::json::object());
}

TEST_CASE("N1 a text that is no message is refused with its code, place and remedy", "[mcp]") {
  const std::string deep(65, '[');
  const auto [text, code, place] = GENERATE_COPY(table<std::string, int, std::string>({
      {"", -32700, "the message"},
      {"{", -32700, "the message"},
      {"{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"\xff\"}", -32700, "the message"},
      {"7", -32600, "the message"},
      {"[]", -32600, "the message"},
      {R"([{"jsonrpc": "2.0", "id": 1, "method": "ping"}])", -32600, "the message"},
      {deep, -32600, "the message"},
      {std::string(mcp::most_message_bytes + 1, ' '), -32600, "the message"},
      {R"({"id": 1, "method": "ping"})", -32600, "jsonrpc"},
      {R"({"jsonrpc": "1.0", "id": 1, "method": "ping"})", -32600, "jsonrpc"},
      {R"({"jsonrpc": "2.0", "id": null, "method": "ping"})", -32600, "id"},
      {R"({"jsonrpc": "2.0", "id": 1.5, "method": "ping"})", -32600, "id"},
      {R"({"jsonrpc": "2.0", "id": {}, "method": "ping"})", -32600, "id"},
      {R"({"jsonrpc": "2.0", "id": 1})", -32600, "method"},
      {R"({"jsonrpc": "2.0", "id": 1, "result": {}})", -32600, "method"},
      {R"({"jsonrpc": "2.0", "id": 1, "method": 7})", -32600, "method"},
      {R"({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []})", -32602, "params"},
  }));
  const auto read = mcp::read_message(text);
  INFO(text.substr(0, 80));
  REQUIRE_FALSE(read);
  CHECK(static_cast<int>(read.error().why.code) == code);
  CHECK(read.error().why.data["place"] == place);
  CHECK_FALSE(read.error().why.data["remedy"].get<std::string>().empty());
}

TEST_CASE("N1 an error carries the id of its request as far as it could be read", "[mcp]") {
  const auto read = mcp::read_message(R"({"jsonrpc": "2.0", "id": 7, "method": 1})");
  REQUIRE_FALSE(read);
  CHECK(mcp::error_message(read.error().id, read.error().why)["id"] == 7);
  const auto unread = mcp::read_message("{");
  REQUIRE_FALSE(unread);
  CHECK(mcp::error_message(unread.error().id, unread.error().why)["id"].is_null());
}

TEST_CASE("N1 brackets inside of texts do not count as depth", "[mcp]") {
  const auto text = R"({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "\")"
                    + std::string(200, '[') + "\"}}";
  CHECK(mcp::read_message(text));
}
