#include "messages/errors.hpp"

#include <array>
#include <utility>

namespace mesh {

namespace {

constexpr std::array error_names{
    std::pair{errc::none, std::string_view{"none"}},
    std::pair{errc::invalid_id, std::string_view{"invalid_id"}},
    std::pair{errc::invalid_argument, std::string_view{"invalid_argument"}},
    std::pair{errc::unknown_target, std::string_view{"unknown_target"}},
    std::pair{errc::no_capable_agent, std::string_view{"no_capable_agent"}},
    std::pair{errc::payload_too_large, std::string_view{"payload_too_large"}},
    std::pair{errc::parse_error, std::string_view{"parse_error"}},
    std::pair{errc::config_invalid, std::string_view{"config_invalid"}},
    std::pair{errc::unsupported, std::string_view{"unsupported"}},
    std::pair{errc::mesh_full, std::string_view{"mesh_full"}},
    std::pair{errc::insufficient_lead_time, std::string_view{"insufficient_lead_time"}},
    std::pair{errc::expired, std::string_view{"expired"}},
    std::pair{errc::queue_full, std::string_view{"queue_full"}},
    std::pair{errc::agent_down, std::string_view{"agent_down"}},
    std::pair{errc::agent_offline, std::string_view{"agent_offline"}},
    std::pair{errc::routed_around, std::string_view{"routed_around"}},
    std::pair{errc::joining, std::string_view{"joining"}},
    std::pair{errc::leaving, std::string_view{"leaving"}},
    std::pair{errc::capability_denied, std::string_view{"capability_denied"}},
    std::pair{errc::too_many_in_flight, std::string_view{"too_many_in_flight"}},
    std::pair{errc::lead_unreachable, std::string_view{"lead_unreachable"}},
    std::pair{errc::sector_unreachable, std::string_view{"sector_unreachable"}},
    std::pair{errc::failed_at_sector, std::string_view{"failed_at_sector"}},
    std::pair{errc::cancelled, std::string_view{"cancelled"}},
    std::pair{errc::timeout, std::string_view{"timeout"}},
    std::pair{errc::late, std::string_view{"late"}},
    std::pair{errc::still_running, std::string_view{"still_running"}},
    std::pair{errc::unknown, std::string_view{"unknown"}},
    std::pair{errc::call_refused, std::string_view{"call_refused"}},
    std::pair{errc::quorum_missed, std::string_view{"quorum_missed"}},
    std::pair{errc::hash_mismatch, std::string_view{"hash_mismatch"}},
    std::pair{errc::breaker_open, std::string_view{"breaker_open"}},
    std::pair{errc::frozen, std::string_view{"frozen"}},
    std::pair{errc::mode_restricted, std::string_view{"mode_restricted"}},
    std::pair{errc::approval_required, std::string_view{"approval_required"}},
    std::pair{errc::denied, std::string_view{"denied"}},
    std::pair{errc::call_denied, std::string_view{"call_denied"}},
    std::pair{errc::quarantined, std::string_view{"quarantined"}},
    std::pair{errc::restart_budget_spent, std::string_view{"restart_budget_spent"}},
    std::pair{errc::strategy_failed, std::string_view{"strategy_failed"}},
    std::pair{errc::work_failed, std::string_view{"work_failed"}},
    std::pair{errc::command_missing, std::string_view{"command_missing"}},
    std::pair{errc::command_exit_status, std::string_view{"command_exit_status"}},
    std::pair{errc::command_timeout, std::string_view{"command_timeout"}},
    std::pair{errc::command_output_limit, std::string_view{"command_output_limit"}},
    std::pair{errc::command_memory_limit, std::string_view{"command_memory_limit"}},
    std::pair{errc::command_bad_output, std::string_view{"command_bad_output"}},
    std::pair{errc::call_failed, std::string_view{"call_failed"}},
    std::pair{errc::call_timeout, std::string_view{"call_timeout"}},
    std::pair{errc::call_answer_limit, std::string_view{"call_answer_limit"}},
    std::pair{errc::call_bad_answer, std::string_view{"call_bad_answer"}},
    std::pair{errc::call_needs_input, std::string_view{"call_needs_input"}},
    std::pair{errc::work_stuck, std::string_view{"work_stuck"}},
    std::pair{errc::result_lost, std::string_view{"result_lost"}},
    std::pair{errc::conflict, std::string_view{"conflict"}},
    std::pair{errc::io_error, std::string_view{"io_error"}},
    std::pair{errc::store_corrupt, std::string_view{"store_corrupt"}},
    std::pair{errc::store_locked, std::string_view{"store_locked"}},
    std::pair{errc::store_read_only, std::string_view{"store_read_only"}},
    std::pair{errc::store_foreign, std::string_view{"store_foreign"}},
    std::pair{errc::store_missing, std::string_view{"store_missing"}},
    std::pair{errc::already_exists, std::string_view{"already_exists"}},
    std::pair{errc::certificate_invalid, std::string_view{"certificate_invalid"}},
    std::pair{errc::certificate_expired, std::string_view{"certificate_expired"}},
    std::pair{errc::key_exposed, std::string_view{"key_exposed"}},
    std::pair{errc::not_signed_in, std::string_view{"not_signed_in"}},
    std::pair{errc::key_needed, std::string_view{"key_needed"}},
};

} // namespace

std::string_view name_of(errc code) {
  for (const auto& [value, name] : error_names)
    if (value == code)
      return name;
  return "unnamed";
}

errc errc_of(std::string_view wanted) {
  for (const auto& [value, name] : error_names)
    if (name == wanted)
      return value;
  return errc::none;
}

std::string to_string(const error& what) {
  std::string text{name_of(what.code)};
  if (!what.detail.empty())
    text += ": " + what.detail;
  if (!what.remedy.empty())
    text += " (" + what.remedy + ")";
  return text;
}

} // namespace mesh
