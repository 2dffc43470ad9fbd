#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "config/protection.hpp"
#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/degradation.hpp"

namespace mesh {

/// A command, as far as a mode asks about it.
struct command_profile {
  enum class purpose : std::uint8_t {
    look,    // only reads: always allowed
    protect, // heal, freeze, thaw, breakers: what a mesh in trouble needs
    work,
  };
  std::string name; // as the user knows it: "broadcast", "cascade wave"
  purpose what = purpose::work;
  priority urgency = priority::normal; // high and critical work is urgent
  bool background = false;             // nobody waits for it
  bool automatic = false;              // no person gave this command
  bool mesh_wide = false;
  std::int64_t agents = 0; // it would be scattered to so many
  bool approved = false;   // a person has said --approve
};

/// The restrictions of a mode (D1).
struct mode_restrictions {
  double retry_timeout_factor = 1;
  bool healthy_sectors_only = false;
  bool automatic_work_halted = false; // and state is preserved, people alerted
};
mode_restrictions restrictions_of(degradation_mode mode, const degradation_config& cfg);

/// D2: what becomes of a command, and why.
struct gate_verdict {
  enum class kind : std::uint8_t {
    allow,
    queue,   // `errc::mode_restricted`: run it later, when the mode allows
    approve, // `errc::approval_required`: a person has to say --approve
    refuse,  // `errc::mode_restricted`
  };
  kind what = kind::allow;
  error why; // none when allowed
};
std::string_view to_string(gate_verdict::kind what);

/// D1, D2. Every mode adds to the restrictions of those better than it:
/// - FULL: none
/// - DEGRADED_LIGHT: no background work that is not critical
/// - DEGRADED_MODERATE: no scatter over 1,000 agents; work that is not urgent
///   is queued
/// - DEGRADED_SEVERE: critical work only, and what is mesh-wide or scattered to
///   over 1,000 needs a person's approval
/// - EMERGENCY: no automatic work at all, and any other needs approval
gate_verdict gate(degradation_mode mode, const command_profile& command,
                  const degradation_config& cfg);

} // namespace mesh
