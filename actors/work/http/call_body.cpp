#include "actors/work/http/call_body.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "actors/work/text.hpp"

namespace mesh {

std::string call_body(const job& what, const std::string& callback) {
  using json = nlohmann::ordered_json;
  json body{
      {"agent", to_string(what.agent)},
      {"id", to_string(what.id)},
      {"verb", what.verb},
  };
  if (is_utf8(what.payload))
    body["text"] = what.payload;
  else
    body["data"] = base64(what.payload);
  body["timeLeftMs"] = to_ms(what.time_left);
  body["attempt"] = what.attempt;
  body["source"] = what.source;
  body["correlation"] = to_string(what.correlation);
  body["causation"] = to_string(what.causation);
  body["lamport"] = std::to_string(what.lamport); // ProtoJSON: 64 bits do not fit a number
  body["payloadWeight"] = what.payload_weight;
  body["queueDepth"] = what.queue_depth;
  if (!callback.empty())
    body["callback"] = callback;
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string webhook_id(const job& what) {
  auto agent = to_string(what.agent);
  std::ranges::replace(agent, '.', '-');
  return to_string(what.id) + '-' + agent;
}

} // namespace mesh
