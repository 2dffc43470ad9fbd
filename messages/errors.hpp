#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mesh {

/// Everything that can go wrong, by name. The name is what users see, in
/// tables and in JSON, and what scripts may compare with.
enum class errc : std::uint8_t {
  none = 0,
  // About the request
  invalid_id,
  invalid_argument,
  unknown_target,
  no_capable_agent,
  payload_too_large,
  parse_error,
  config_invalid,
  unsupported,
  mesh_full,
  // About a message
  insufficient_lead_time,
  expired,
  queue_full,
  agent_down,
  agent_offline,
  routed_around,
  joining,
  leaving,
  capability_denied,
  too_many_in_flight,
  lead_unreachable,
  sector_unreachable,
  failed_at_sector,
  cancelled,
  timeout,
  late,          // it was done, after anybody waited for it
  still_running, // goes on without its caller, as asked
  unknown,       // whether it was or will be done cannot be known
  call_refused,  // the other side of a URL did not take the call
  quorum_missed,
  hash_mismatch,
  // About protection
  breaker_open,
  frozen,
  mode_restricted,
  approval_required,
  denied,
  call_denied, // this mesh is not to call that URL
  quarantined,
  restart_budget_spent,
  strategy_failed,
  // About a piece of work
  work_failed,
  command_missing,
  command_exit_status,
  command_timeout,
  command_output_limit,
  command_memory_limit,
  command_bad_output,
  call_failed,
  call_timeout,
  call_answer_limit,
  call_bad_answer,
  call_needs_input, // the other side asks for what nobody gives
  work_stuck,
  result_lost, // it was done; what came of it is not kept any more
  conflict,    // it was done, and contradicts something (K1)
  // The machine under us
  io_error,
  store_corrupt,
  store_locked,
  store_read_only,
  store_foreign,
  store_missing,
  already_exists,
  // Certificates
  certificate_invalid,
  certificate_expired,
  key_exposed,
  // Operators who sign in
  not_signed_in,
  key_needed, // the security key, touched again
};
inline constexpr errc last_errc = errc::key_needed;

/// The name of the code, e.g. `insufficient_lead_time`.
std::string_view name_of(errc code);
/// The code of a name; `errc::none` when there is none of that name.
errc errc_of(std::string_view name);

/// An error for a person: which one, what was seen, and what helps.
struct error {
  errc code = errc::none;
  std::string detail;
  std::string remedy = {};
  bool operator==(const error&) const = default;
};

/// `name: detail (remedy)`.
std::string to_string(const error& what);

} // namespace mesh
