#include "actors/work/person/inbox_record.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

namespace mesh {

namespace {

constexpr std::array states{inbox_state::open, inbox_state::answered, inbox_state::expired,
                            inbox_state::withdrawn};

std::optional<inbox_state> state_of(std::string_view text) {
  for (const auto one : states)
    if (to_string(one) == text)
      return one;
  return std::nullopt;
}

/// Text of agents and operators may hold bytes that are no UTF-8.
std::string dumped(const nlohmann::ordered_json& line) {
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

std::string_view to_string(inbox_state s) {
  switch (s) {
  case inbox_state::open:
    return "open";
  case inbox_state::answered:
    return "answered";
  case inbox_state::expired:
    return "expired";
  case inbox_state::withdrawn:
    break;
  }
  return "withdrawn";
}

std::string encode_inbox_record(const inbox_item& what) {
  nlohmann::ordered_json line{{"item", what.number},
                              {"state", to_string(what.state)},
                              {"person", what.person},
                              {"message", what.message.value},
                              {"key", what.key},
                              {"source", what.source},
                              {"verb", what.verb},
                              {"payload", what.payload},
                              {"asked_ms", what.asked_ms},
                              {"ready_by_ms", what.ready_by_ms},
                              {"expires_ms", what.expires_ms}};
  if (what.state != inbox_state::open)
    line["ended_ms"] = what.ended_ms;
  if (what.state == inbox_state::answered)
    line.update(
        {{"answer", static_cast<int>(what.answer)}, {"text", what.text}, {"by", what.by}});
  return dumped(line);
}

tl::expected<inbox_item, error> decode_inbox_record(std::string_view text) {
  try {
    const auto line = nlohmann::json::parse(text);
    inbox_item item;
    item.number = line.at("item");
    const auto state = state_of(line.at("state").get<std::string>());
    if (!state || item.number == 0)
      return tl::unexpected(error{errc::invalid_argument, "it is no record of an inbox"});
    item.state = *state;
    item.person = line.at("person");
    item.message = {line.at("message").get<std::uint64_t>()};
    item.key = line.at("key");
    item.source = line.at("source");
    item.verb = line.at("verb");
    item.payload = line.at("payload");
    item.asked_ms = line.at("asked_ms");
    item.ready_by_ms = line.at("ready_by_ms");
    item.expires_ms = line.at("expires_ms");
    if (item.state != inbox_state::open)
      item.ended_ms = line.at("ended_ms");
    if (item.state == inbox_state::answered) {
      item.answer = line.at("answer").get<int>() < 0 ? trinary::conflict : trinary::ready;
      item.text = line.at("text");
      item.by = line.at("by");
    }
    return item;
  } catch (const nlohmann::json::exception& e) {
    return tl::unexpected(
        error{errc::invalid_argument, std::string("it is no record of an inbox: ") + e.what()});
  }
}

} // namespace mesh
