#include "runtime/operators/operator_record.hpp"

#include <nlohmann/json.hpp>

namespace mesh {

namespace {

using json = nlohmann::ordered_json;

json key_json(const security_key& key) {
  return {
      {"id", key.id},           {"algorithm", key.algorithm}, {"public_key", key.public_key},
      {"counter", key.counter}, {"added_ms", key.added_ms},   {"used_ms", key.used_ms}};
}

security_key key_of(const json& j) {
  return {j.at("id"),      j.at("algorithm"), j.at("public_key"),
          j.at("counter"), j.at("added_ms"),  j.at("used_ms")};
}

} // namespace

std::string encode_operator(const operator_record& what) {
  auto keys = json::array();
  for (const auto& key : what.keys)
    keys.push_back(key_json(key));
  json line{{"name", what.name},       {"role", to_string(what.role)},
            {"keys", std::move(keys)}, {"enrolled", what.enrolled},
            {"revoked", what.revoked}, {"changed_ms", what.changed_ms}};
  if (what.invite)
    line["invite"] = {{"digest", what.invite->digest}, {"expires_ms", what.invite->expires_ms}};
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<operator_record, error> decode_operator(std::string_view line) {
  try {
    const auto j = json::parse(line);
    operator_record record;
    record.name = j.at("name");
    const auto role = operator_role_of(j.at("role").get<std::string>());
    if (!role)
      throw std::invalid_argument("there is no such role");
    record.role = *role;
    for (const auto& key : j.at("keys"))
      record.keys.push_back(key_of(key));
    record.enrolled = j.at("enrolled");
    record.revoked = j.at("revoked");
    record.changed_ms = j.at("changed_ms");
    if (const auto invite = j.find("invite"); invite != j.end())
      record.invite = open_invite{invite->at("digest"), invite->at("expires_ms")};
    return record;
  } catch (const std::exception& e) {
    return tl::unexpected(
        error{errc::invalid_argument, std::string("it is no operator: ") + e.what()});
  }
}

} // namespace mesh
