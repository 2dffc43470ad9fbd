#include "runtime/console/shared/agents_outside.hpp"

#include "runtime/base/text.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t shown_digits = 16; // of a fingerprint: enough to tell keys apart
constexpr std::size_t shown_detail = 40;

tone tone_of_standing(const std::string& state) {
  if (state == "enrolled")
    return tone::good;
  return state == "invited" ? tone::quiet : tone::warning;
}

} // namespace

agent_door* door_of(command_context& at, outcome& o) {
  auto* door = at.mesh.door();
  if (door == nullptr)
    fail(o, {errc::unsupported, "agents from outside need --agents",
             "start the mesh with --agents HOST:PORT, or set gateway.listen"});
  return door;
}

json enrolled_json(const enrolled_agent& one) {
  json j{{"name", one.name}, {"id", nullptr}, {"class", to_string(one.cls)}};
  if (one.id)
    j["id"] = to_string(*one.id);
  j["capabilities"] = one.capabilities;
  j["where"] = to_string(one.where);
  j["state"] = to_string(one.state);
  j["address"] = nullptr;
  if (!one.address.empty())
    j["address"] = one.address;
  auto& keys = j["keys"] = json::array();
  for (const auto& key : one.keys)
    keys.push_back({{"fingerprint", key.fingerprint},
                    {"since", utc(key.since_ms)},
                    {"until", utc(key.until_ms)}});
  return j;
}

void write_enrolled(const agent_door& door, const std::string& name, outcome& o) {
  const auto found = door.find(name);
  if (!found)
    return fail(o, found.error());
  o.data.update(enrolled_json(*found));
  auto& history = o.data["history"] = json::array();
  for (const auto& moment : found->history)
    history.push_back(
        {{"at", utc(moment.at_ms)}, {"kind", moment.kind}, {"detail", moment.detail}});
}

std::string draw_enrolled(const json& result, const render_style& style) {
  const auto state = text_or(result, "state", "-");
  auto out = concat({paint(text_or(result, "name", "-"), tone::strong, style), "  ",
                     text_or(result, "class", "-"), "  ",
                     paint(state, tone_of_standing(state), style), "\n"});
  out += labelled("id", text_or(result, "id", "none yet"));
  out += labelled("in", text_or(result, "where", "-"));
  if (auto more = listed(texts_in(result, "capabilities")); !more.empty())
    out += labelled("can also", more);
  out += labelled("link", text_or(result, "address", "none at present"));
  for (const auto& key : list_in(result, "keys"))
    out += labelled("key", concat({text_or(key, "fingerprint", "-").substr(0, shown_digits),
                                   "  until ", text_or(key, "until", "-")}));
  for (const auto& moment : list_in(result, "history")) {
    out += concat({"  ", text_or(moment, "at", "-"), "  ", text_or(moment, "kind", "-")});
    if (const auto detail = text_or(moment, "detail", ""); !detail.empty())
      out += "  " + detail.substr(0, shown_detail);
    out += '\n';
  }
  return out;
}

} // namespace mesh::console
