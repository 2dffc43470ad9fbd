#include "runtime/control/device_login.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mesh::control {

namespace {

using told_json = nlohmann::json;

constexpr int longest_wait_s = 3'600;
constexpr int longest_pause_s = 60;

tl::unexpected<error> not_understood() {
  return tl::unexpected(error{errc::unsupported, "the answer of the mesh is not understood",
                              "use the same version of mesh on both sides"});
}

std::string text_in(const told_json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

int number_in(const told_json& body, const char* name, int most) {
  const auto found = body.find(name);
  return found != body.end() && found->is_number_integer()
             ? static_cast<int>(std::clamp<std::int64_t>(found->get<std::int64_t>(), 1, most))
             : 1;
}

tl::expected<told_json, error> asked(const endpoint& whom, const std::string& path,
                                     const told_json& body) {
  constexpr auto replace = told_json::error_handler_t::replace;
  const auto got = ask(whom, {"POST", path, body.dump(-1, ' ', false, replace)});
  if (!got)
    return tl::unexpected(got.error());
  if (got->status != 200)
    return tl::unexpected(error_in(*got));
  auto told = told_json::parse(got->body, nullptr, false);
  if (!told.is_object())
    return not_understood();
  return told;
}

} // namespace

error error_in(const reply& got) {
  const auto body = told_json::parse(got.body, nullptr, false);
  const auto told =
      body.is_object() ? body.value("error", told_json::object()) : told_json::object();
  if (!told.is_object() || told.empty())
    return {errc::io_error, "the mesh answers with status " + std::to_string(got.status),
            "see its log"};
  const auto code = errc_of(text_in(told, "code"));
  return {code == errc::none ? errc::io_error : code, text_in(told, "detail"),
          text_in(told, "remedy")};
}

tl::expected<login_offer, error> begin_login(const endpoint& whom, const std::string& host_name,
                                             const std::string& request) {
  const auto told = asked(whom, "/v1/login", {{"host_name", host_name}, {"request", request}});
  if (!told)
    return tl::unexpected(told.error());
  login_offer offer{text_in(*told, "code"), text_in(*told, "address"), text_in(*told, "token"),
                    number_in(*told, "expires_s", longest_wait_s),
                    number_in(*told, "poll_every_s", longest_pause_s)};
  if (offer.code.empty() || offer.address.empty() || offer.token.empty())
    return not_understood();
  return offer;
}

tl::expected<std::optional<login_grant>, error> look_for_grant(const endpoint& whom,
                                                               const std::string& token) {
  const auto told = asked(whom, "/v1/login/answer", {{"token", token}});
  if (!told)
    return tl::unexpected(told.error());
  if (text_in(*told, "state") == "waiting")
    return std::nullopt;
  login_grant grant{text_in(*told, "name"), text_in(*told, "role"), text_in(*told, "ends_at"),
                    text_in(*told, "certificate"), text_in(*told, "session")};
  if (grant.name.empty() || grant.certificate.empty() == grant.session.empty())
    return not_understood();
  return grant;
}

} // namespace mesh::control
