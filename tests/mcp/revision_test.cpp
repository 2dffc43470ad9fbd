// N1: two eras of the protocol, told apart by what a message and its header say.
#include "runtime/mcp/revision.hpp"
#include "tests/mcp/scripted_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

mcp::message read(const std::string& text) {
  auto message = mcp::read_message(text);
  REQUIRE(message);
  return *message;
}

mcp::message plain(const std::string& method) {
  return read(mcp::json{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}}.dump());
}

mcp::message call_of_status() {
  return read(stateless_request("tools/call", {{"name", "status"}}));
}

/// The code of the refusal; 0 when it is not refused.
int code_of(const mcp::message& what, const mcp::header_fields& header) {
  const auto in = mcp::era_of(what, header);
  return in ? 0 : static_cast<int>(in.error().why.code);
}

} // namespace

TEST_CASE("N1 a message without _meta is of the era of initialize", "[mcp]") {
  CHECK(mcp::era_of(plain("initialize"), {}) == mcp::era::handshake);
  for (const auto version : mcp::handshake_versions())
    CHECK(mcp::era_of(plain("tools/list"), {{"mcp-protocol-version", std::string(version)}})
          == mcp::era::handshake);
}

TEST_CASE("N1 a message that says all about itself is stateless", "[mcp]") {
  const auto call = call_of_status();
  CHECK(mcp::era_of(call, mcp::header_of(call)) == mcp::era::stateless);
}

TEST_CASE("N1 an unknown version is refused, and the known ones are named", "[mcp]") {
  CHECK(code_of(plain("tools/list"), {{"mcp-protocol-version", "1999-01-01"}}) == -32022);
  auto call = call_of_status();
  call.params["_meta"]["io.modelcontextprotocol/protocolVersion"] = "v999";
  const auto in = mcp::era_of(call, mcp::header_of(call));
  REQUIRE_FALSE(in);
  CHECK(in.error().status == 400);
  CHECK(static_cast<int>(in.error().why.code) == -32022);
  CHECK(in.error().why.data["supported"] == mcp::json::array({"2026-07-28"}));
  CHECK(in.error().why.data["requested"] == "v999");
}

TEST_CASE("N1 a stateless request without a part of _meta is refused", "[mcp]") {
  const mcp::header_fields newest{{"mcp-protocol-version", "2026-07-28"},
                                  {"mcp-method", "tools/list"}};
  CHECK(code_of(plain("tools/list"), newest) == -32602);
  auto call = call_of_status();
  call.params["_meta"].erase("io.modelcontextprotocol/clientCapabilities");
  CHECK(code_of(call, mcp::header_of(call)) == -32602);
  call = call_of_status();
  call.params["_meta"]["io.modelcontextprotocol/protocolVersion"] = 7;
  CHECK(code_of(call, {}) == -32602);
}

TEST_CASE("N1 the header of a stateless request repeats version, method and name", "[mcp]") {
  const auto call = call_of_status();
  const auto good = mcp::header_of(call);
  REQUIRE(good.size() == 3);
  for (std::size_t left_out = 0; left_out < good.size(); ++left_out) {
    auto header = good;
    header.erase(header.begin() + static_cast<std::ptrdiff_t>(left_out));
    INFO(good[left_out].first << " is missing");
    CHECK(code_of(call, header) == -32020);
    header = good;
    header[left_out].second += "x";
    INFO(good[left_out].first << " is wrong");
    CHECK(code_of(call, header) == -32020);
    header = good;
    header.push_back(good[left_out]);
    INFO(good[left_out].first << " is there twice");
    CHECK(code_of(call, header) == -32020);
  }
}

TEST_CASE("N1 a notification needs no header", "[mcp]") {
  auto cancelled = call_of_status();
  cancelled.id = nullptr;
  CHECK(mcp::era_of(cancelled, {}) == mcp::era::stateless);
}

TEST_CASE("N1 initialize is answered with the version asked for, or the newest known",
          "[mcp]") {
  CHECK(mcp::agreed_version({{"protocolVersion", "2025-03-26"}}) == "2025-03-26");
  CHECK(mcp::agreed_version({{"protocolVersion", "1999-01-01"}}) == "2025-11-25");
  CHECK(mcp::agreed_version({{"protocolVersion", 7}}) == "2025-11-25");
  CHECK(mcp::agreed_version(mcp::json::object()) == "2025-11-25");
}
