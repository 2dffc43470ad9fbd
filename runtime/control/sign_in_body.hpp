#pragma once
#include <functional>
#include <string>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/http/http.hpp"

/// Bodies and answers of the routes by which operators sign in (X3).
namespace mesh::control {

response json_answer(const nlohmann::ordered_json& body);
/// The body as JSON; no object when it is none.
nlohmann::json body_of(const request& what);
/// A member of a body; `parse_error` when it is no text.
tl::expected<std::string, error> text_of(const nlohmann::json& body, const char* name);
/// The same, of bytes in base64url.
tl::expected<std::string, error> bytes_of(const nlohmann::json& body, const char* name);

struct place {
  const char* method;
  const char* path;
};
/// A route that answers with what `with` makes, or its error with the status that fits; a page
/// of somebody else is refused. `refused` is told of each error, for the record.
route sign_in_route(place at, std::function<tl::expected<response, error>(const request&)> with,
                    std::function<void(const request&, const std::string& why)> refused);

} // namespace mesh::control
