#include "runtime/gateway/enrolment_record.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace mesh::gateway {

namespace {

using json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 8> names{"invited",         "key_bound",   "placed",
                                                "rotation_wanted", "key_rotated", "suspended",
                                                "resumed",         "revoked"};

template <class Bytes>
std::string hex_of(const Bytes& bytes) {
  return storage::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

int digit_of(char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto found = digits.find(c);
  if (found == std::string_view::npos)
    throw std::invalid_argument("a digit that is not hexadecimal");
  return static_cast<int>(found);
}

template <class Bytes>
void read_hex(const json& from, const char* key, Bytes& to) {
  const auto& text = from.at(key).get_ref<const std::string&>();
  if (text.size() != 2 * to.size())
    throw std::invalid_argument(std::string(key) + " has another length");
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = static_cast<std::uint8_t>(digit_of(text[2 * i]) * 16 + digit_of(text[2 * i + 1]));
}

/// Throws where a text names nothing.
template <class Read>
auto must(Read read) {
  if (!read)
    throw std::invalid_argument(to_string(read.error()));
  return *read;
}

agent_class class_in(const json& from) {
  const auto& name = from.at("class").get_ref<const std::string&>();
  if (auto found = parse_class(name))
    return *found;
  throw std::invalid_argument("no class " + name);
}

enrolment_step step_in(const json& from) {
  const auto& name = from.at("step").get_ref<const std::string&>();
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    throw std::invalid_argument("no step " + name);
  return static_cast<enrolment_step>(found - names.begin());
}

void read_step(const json& from, enrolment_record& to) {
  switch (to.step) {
  case enrolment_step::invited:
    to.cls = class_in(from);
    to.capabilities = from.at("capabilities").get<std::vector<std::string>>();
    to.where = must(parse_scope(from.at("where").get_ref<const std::string&>()));
    read_hex(from, "token", to.token);
    to.until_ms = from.at("until_ms").get<std::uint64_t>();
    return;
  case enrolment_step::key_rotated:
    to.others_until_ms = from.at("others_until_ms").get<std::uint64_t>();
    [[fallthrough]];
  case enrolment_step::key_bound:
    read_hex(from, "key", to.key);
    to.until_ms = from.at("until_ms").get<std::uint64_t>();
    return;
  case enrolment_step::placed:
    to.id = must(parse_agent_id(from.at("id").get_ref<const std::string&>()));
    return;
  default:
    return;
  }
}

} // namespace

std::string_view to_string(enrolment_step step) {
  return names.at(static_cast<std::size_t>(step));
}

std::string encode(const enrolment_record& what) {
  json line{{"step", to_string(what.step)}, {"agent", what.agent}, {"at_ms", what.at_ms}};
  switch (what.step) {
  case enrolment_step::invited:
    line["class"] = to_string(what.cls);
    line["capabilities"] = what.capabilities;
    line["where"] = to_string(what.where);
    line["token"] = hex_of(what.token);
    line["until_ms"] = what.until_ms;
    break;
  case enrolment_step::key_rotated:
    line["others_until_ms"] = what.others_until_ms;
    [[fallthrough]];
  case enrolment_step::key_bound:
    line["key"] = hex_of(what.key);
    line["until_ms"] = what.until_ms;
    break;
  case enrolment_step::placed:
    line["id"] = to_string(what.id);
    break;
  default:
    break;
  }
  return line.dump();
}

tl::expected<enrolment_record, error> decode_enrolment_record(std::string_view line) {
  try {
    const auto from = json::parse(line);
    enrolment_record what;
    what.step = step_in(from);
    what.agent = from.at("agent").get<std::string>();
    what.at_ms = from.at("at_ms").get<std::uint64_t>();
    read_step(from, what);
    return what;
  } catch (const std::exception& why) { // the library's errors, and those above
    return tl::unexpected(
        error{errc::store_corrupt, std::string("it is no enrolment: ") + why.what()});
  }
}

} // namespace mesh::gateway
