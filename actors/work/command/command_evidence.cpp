#include "actors/work/command/command_evidence.hpp"

#include <concepts>
#include <limits>

namespace mesh {

namespace {

using nlohmann::json;

/// Reads the values of one object; remembers the first that is wrong.
class evidence_reader {
public:
  evidence_reader(const json& from, std::string& wrong) : from_(from), wrong_(wrong) {}

  template <std::unsigned_integral Number>
  void read(const char* key, Number& to) {
    const auto* value = find(key);
    if (value == nullptr)
      return;
    if (!value->is_number_unsigned()
        || value->get<std::uint64_t>() > std::numeric_limits<Number>::max())
      return expected(key, "a number that is not negative and not too large");
    to = value->get<Number>();
  }
  void read(const char* key, message_id& to) {
    const auto* text = find_text(key, "16 hexadecimal digits");
    if (text == nullptr)
      return;
    if (auto id = parse_message_id(*text))
      to = *id;
    else
      expected(key, "16 hexadecimal digits");
  }
  void read(const char* key, std::optional<agent_id>& to) {
    const auto* text = find_text(key, "an agent's id");
    if (text == nullptr)
      return;
    if (auto id = parse_agent_id(*text))
      to = *id;
    else
      expected(key, "an agent's id");
  }
  void read(const char* key, conflict_type& to) {
    const auto* text = find_text(key, "a type of conflict");
    if (text == nullptr)
      return;
    if (auto type = parse_conflict_type(*text))
      to = *type;
    else
      expected(key, "a type of conflict");
  }
  void read(const char* key, std::vector<std::string>& to) {
    each(key, [&](const json& item) {
      if (item.is_string())
        to.push_back(item.get<std::string>());
      else
        expected(key, "a list of strings");
    });
  }
  void read(const char* key, value_origin& to) {
    const auto* value = find(key);
    if (value == nullptr)
      return;
    if (!value->is_object())
      return expected(key, "an object");
    evidence_reader in(*value, wrong_);
    in.read("agent", to.agent);
    in.read("message", to.message);
    in.read("causation", to.causation);
    in.read("lamport", to.lamport);
    in.read("agreeing", to.agreeing);
  }
  void read(const char* key, std::vector<causal_event>& to) {
    each(key, [&](const json& item) {
      if (!item.is_object())
        return expected(key, "a list of objects");
      std::optional<agent_id> agent;
      causal_event one;
      evidence_reader in(item, wrong_);
      in.read("message", one.message);
      in.read("causation", one.causation);
      in.read("lamport", one.lamport);
      in.read("agent", agent);
      one.agent = agent.value_or(agent_id{});
      if (one.message.value == 0 || !agent)
        expected(key, "objects with \"message\" and \"agent\"");
      to.push_back(one);
    });
  }

private:
  void expected(const char* key, const char* what) {
    if (wrong_.empty())
      wrong_ = "\"" + std::string(key) + "\" to be " + what;
  }
  [[nodiscard]] const json* find(const char* key) const {
    auto found = from_.find(key);
    return found == from_.end() || found->is_null() ? nullptr : &*found;
  }
  const std::string* find_text(const char* key, const char* what) {
    const auto* value = find(key);
    if (value == nullptr)
      return nullptr;
    if (value->is_string())
      return &value->get_ref<const std::string&>();
    expected(key, what);
    return nullptr;
  }
  void each(const char* key, auto use) {
    const auto* value = find(key);
    if (value == nullptr)
      return;
    if (!value->is_array())
      return expected(key, "a list");
    for (const auto& item : *value)
      use(item);
  }

  const json& from_;
  std::string& wrong_;
};

} // namespace

std::string read_evidence(const json& answer, conflict& to) {
  std::string wrong;
  evidence_reader in(answer, wrong);
  in.read("type", to.type);
  in.read("depth", to.depth);
  in.read("affected_agents", to.affected_agents);
  in.read("expected_by", to.evidence.expected_by);
  in.read("received_from", to.evidence.received_from);
  in.read("needed_capabilities", to.evidence.needed_capabilities);
  in.read("events", to.evidence.events);
  in.read("expected_branch", to.evidence.expected_branch);
  in.read("received_branch", to.evidence.received_branch);
  return wrong;
}

} // namespace mesh
