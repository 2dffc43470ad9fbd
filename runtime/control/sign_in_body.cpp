#include "runtime/control/sign_in_body.hpp"

#include "runtime/base/base64url.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/control/gatekeeper.hpp"
#include "runtime/http/exchange.hpp"

namespace mesh::control {

namespace {

unsigned status_of(const error& why) {
  switch (why.code) {
  case errc::parse_error:
  case errc::invalid_argument:
  case errc::unsupported:
    return 400;
  case errc::not_signed_in:
    return 401;
  case errc::denied:
    return 403;
  case errc::already_exists:
    return 409;
  default:
    return 503;
  }
}

} // namespace

response json_answer(const nlohmann::ordered_json& body) {
  return {200, json_type, json_text(body) + "\n"};
}

/// No object when it is no JSON.
nlohmann::json body_of(const request& what) {
  return nlohmann::json::parse(what.body, nullptr, false);
}

/// A member of a body; `parse_error` when it is no text.
tl::expected<std::string, error> text_of(const nlohmann::json& body, const char* name) {
  const auto found = body.is_object() ? body.find(name) : body.end();
  if (!body.is_object() || found == body.end() || !found->is_string())
    return tl::unexpected(error{errc::parse_error,
                                std::string("the body has no text \"") + name + "\"",
                                "see GET /v1/openapi.json"});
  return found->get<std::string>();
}

/// The same, of bytes.
tl::expected<std::string, error> bytes_of(const nlohmann::json& body, const char* name) {
  const auto text = text_of(body, name);
  if (!text)
    return tl::unexpected(text.error());
  auto bytes = from_base64url(*text);
  if (!bytes)
    return tl::unexpected(error{errc::parse_error,
                                std::string("\"") + name + "\" is not base64url",
                                "see GET /v1/openapi.json"});
  return *std::move(bytes);
}

route sign_in_route(place at, std::function<tl::expected<response, error>(const request&)> with,
                    std::function<void(const request&, const std::string&)> refused) {
  return {
      at.method,
      at.path,
      {}, // as every path's, in route_access.cpp
      pace::quick,
      [with = std::move(with), refused = std::move(refused)](const request& what, exchange& x) {
        if (auto foreign = refuse_foreign(what))
          return x.answer(*std::move(foreign));
        auto answered = with(what);
        if (answered)
          return x.answer(*std::move(answered));
        refused(what, what.method + " " + what.path + ": " + answered.error().detail);
        x.answer(refusal(status_of(answered.error()), answered.error()));
      }};
}

} // namespace mesh::control
