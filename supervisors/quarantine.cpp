#include "supervisors/quarantine.hpp"

#include <utility>

namespace mesh {

namespace {

constexpr const char* cut_off = "... (cut off)";

void bound_texts(std::vector<std::string>& texts, const conflicts_config& cfg) {
  const auto most = static_cast<std::size_t>(cfg.evidence_items);
  const auto bytes = static_cast<std::size_t>(cfg.quarantine_bytes);
  auto whole = texts.size() <= most;
  texts.resize(std::min(texts.size(), most));
  for (auto left = bytes; auto& text : texts) {
    whole = whole && text.size() <= left;
    text.resize(std::min(text.size(), left));
    left -= text.size();
  }
  if (!whole)
    texts.emplace_back(cut_off);
}

} // namespace

std::optional<scope> given_to(const message& m, const scatter_order& order) {
  if (m.how == strategy::direct || m.how == strategy::pipeline || !m.parts.empty())
    return std::nullopt;
  return order.targets.empty() ? order.where : scope(); // others may be named elsewhere
}

quarantined_message held_back(const message& m, std::uint32_t part, const scope& given_to,
                              const conflicts_config& cfg) {
  const auto& payload = m.parts.empty() ? m.payload : m.parts[part % m.parts.size()];
  const auto bytes = static_cast<std::size_t>(cfg.quarantine_bytes);
  return {m.what,
          m.source.substr(0, bytes),
          m.correlation,
          m.causation,
          m.lamport,
          m.payload_weight,
          m.required_capabilities,
          payload.substr(0, bytes),
          payload.size(),
          given_to};
}

void bound_evidence(conflict_evidence& evidence, const conflicts_config& cfg) {
  bound_texts(evidence.needed_capabilities, cfg);
  bound_texts(evidence.expected_branch, cfg);
  bound_texts(evidence.received_branch, cfg);
  if (std::cmp_greater(evidence.events.size(), cfg.evidence_items)) {
    evidence.events.resize(static_cast<std::size_t>(cfg.evidence_items));
    evidence.events.emplace_back(); // no message has the id 0
  }
}

bool is_whole(const std::vector<std::string>& texts) {
  return texts.empty() || texts.back() != cut_off;
}

bool is_whole(const std::vector<causal_event>& events) {
  return events.empty() || events.back().message.value != 0;
}

} // namespace mesh
