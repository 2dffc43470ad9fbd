#include "runtime/operators/client_data.hpp"

#include <nlohmann/json.hpp>

#include "runtime/base/base64url.hpp"
#include "runtime/base/utf8.hpp"

namespace mesh {

namespace {

constexpr std::size_t longest_shown_origin = 100; // bytes

std::string member_of(const nlohmann::json& of, const char* name) {
  const auto found = of.find(name);
  return found != of.end() && found->is_string() ? found->get<std::string>() : std::string();
}

tl::expected<nlohmann::json, error> read_client_data(std::string_view text) {
  auto read = nlohmann::json::parse(text, nullptr, false);
  if (!read.is_object())
    return tl::unexpected(error{errc::parse_error, "the key's answer has no clientDataJSON",
                                "send what navigator.credentials has answered"});
  return read;
}

error differs(const std::string& detail, const std::string& remedy) {
  return {errc::denied, detail, remedy};
}

} // namespace

tl::expected<std::string, error> challenge_in(std::string_view client_data) {
  const auto read = read_client_data(client_data);
  if (!read)
    return tl::unexpected(read.error());
  auto challenge = from_base64url(member_of(*read, "challenge"));
  if (!challenge || challenge->empty())
    return tl::unexpected(error{errc::parse_error, "the clientDataJSON has no challenge",
                                "send what navigator.credentials has answered"});
  return *std::move(challenge);
}

tl::expected<void, error> check_client_data(std::string_view client_data,
                                            const expected_client_data& wanted) {
  const auto read = read_client_data(client_data);
  if (!read)
    return tl::unexpected(read.error());
  const auto challenge = challenge_in(client_data);
  if (!challenge)
    return tl::unexpected(challenge.error());
  const auto type = member_of(*read, "type");
  if (type != wanted.type)
    return tl::unexpected(differs("the key has signed for another purpose",
                                  "open the page again, and touch the key"));
  if (*challenge != wanted.challenge)
    return tl::unexpected(differs("the key has signed another challenge",
                                  "open the page again, and touch the key"));
  const auto origin = member_of(*read, "origin");
  if (origin != wanted.origin)
    return tl::unexpected(differs("the key was touched on a page of \""
                                      + printable(origin.substr(0, longest_shown_origin))
                                      + "\"",
                                  "open " + std::string(wanted.origin) + "/sign-in"));
  const auto crossed = read->find("crossOrigin");
  if (crossed != read->end() && *crossed != false)
    return tl::unexpected(differs("the key was touched within a page of somebody else",
                                  "open " + std::string(wanted.origin) + "/sign-in"));
  return {};
}

} // namespace mesh
