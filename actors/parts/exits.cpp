#include "actors/parts/exits.hpp"

#include <stdexcept>

#include "config/config.hpp"

namespace mesh {

namespace {

const auto our_errors = caf::atom("mesh");

/// Tells nothing to anybody; never sent.
struct silence {};

/// A slow actor to itself: enough for now, and go on.
struct pause {};
struct go_on {};

} // namespace

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::silence)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::pause)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::go_on)

namespace mesh {

caf::error exit_error(const error& why) {
  return {static_cast<std::uint8_t>(why.code), our_errors, caf::make_message(to_string(why))};
}

caf::error exit_error_of(caf::scheduled_actor*, std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return exit_error({errc::agent_down, e.what()});
  } catch (...) {
    return exit_error({errc::agent_down, "an exception of unknown type"});
  }
}

actor_end end_of(const caf::error& reason, const caf::actor_system& system) {
  if (!reason)
    return {exit_kind::normal, "ended by itself"};
  if (reason.category() == our_errors && reason.context().match_elements<std::string>())
    return {exit_kind::crashed, reason.context().get_as<std::string>(0)};
  if (reason == caf::exit_reason::user_shutdown)
    return {exit_kind::shutdown, "was told to stop"};
  if (reason == caf::exit_reason::kill)
    return {exit_kind::killed, "was killed"};
  return {exit_kind::crashed, system.render(reason)};
}

namespace {

/// A message that a slow actor sent to itself before it was made quick again.
caf::result<caf::message> ignore_pauses(caf::scheduled_actor* self, caf::message_view& what) {
  if (!what.content().match_elements<pause>())
    return caf::print_and_drop(self, what);
  return caf::message{};
}

/// Everything waits until the pause is over; then all that waits is worked off
/// at once, and the next one begins. By value: the handler that calls this is
/// replaced here.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void slow_down(caf::scheduled_actor* self, duration how_long, std::function<void()> unbecome) {
  auto me = caf::actor_cast<caf::actor>(self);
  self->set_default_handler(caf::skip);
  self->do_become(caf::behavior{[self, how_long, unbecome](go_on) {
                    unbecome();
                    self->set_default_handler([how_long, unbecome](caf::scheduled_actor* who,
                                                                   caf::message_view& what) {
                      if (!what.content().match_elements<pause>())
                        return caf::print_and_drop(who, what);
                      slow_down(who, how_long, unbecome);
                      return caf::result<caf::message>(caf::message{});
                    });
                    caf::anon_send(caf::actor_cast<caf::actor>(self), pause{});
                  }},
                  false);
  self->home_system().clock().schedule_message(
      self->clock().now() + how_long, caf::actor_cast<caf::strong_actor_ptr>(me),
      caf::make_mailbox_element(nullptr, caf::make_message_id(), {},
                                caf::make_message(go_on{})));
}

} // namespace

void fail_on_demand(caf::scheduled_actor* self, const fault& what,
                    const std::function<void()>& unbecome) {
  if (what.what == fault_kind::crash)
    throw std::runtime_error("crashed on demand");
  if (what.what == fault_kind::slow && what.pause_ms <= 0)
    return self->set_default_handler(ignore_pauses);
  if (what.what == fault_kind::slow)
    return slow_down(self, from_ms(what.pause_ms), unbecome);
  if (what.what != fault_kind::hang)
    return;                             // only an agent has a context, and answers to get wrong
  self->set_default_handler(caf::skip); // to drop a message would be an answer to it
  self->do_become(caf::behavior{[](silence) {
                  }},
                  true);
}

} // namespace mesh
