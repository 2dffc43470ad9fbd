// Tells the thread sanitizer what hands work from thread to thread in CAF.
//
// Debian's CAF is built without the sanitizer, so it cannot see the atomics of a
// mailbox: everything an actor gets from another thread looked like a race. The
// definitions below take the place of CAF's own (the dynamic linker finds those of the
// program first), say "what was done before this is seen after that", and call CAF's.
// No report is hidden by that but those of pairs that CAF orders.
#include <dlfcn.h>

#include <caf/all.hpp>
#include <caf/detail/thread_safe_actor_clock.hpp>
#include <caf/io/network/default_multiplexer.hpp>

extern "C" void __tsan_acquire(void* address); // NOLINT(*-reserved-identifier)
extern "C" void __tsan_release(void* address); // NOLINT(*-reserved-identifier)

// CAF guards what it allocates by means that cannot be seen: its queues, and
// those of the workers that read messages of links.
extern "C" const char* __tsan_default_suppressions();  // NOLINT(*-reserved-identifier)
extern "C" const char* __tsan_default_suppressions() { // NOLINT(*-reserved-identifier)
  return "called_from_lib:libcaf_core.so\ncalled_from_lib:libcaf_io.so\n"
         "race:caf::detail::dynamic_message_data::~dynamic_message_data\n";
}

namespace {

/// CAF's own function of this name; its first argument is `this`.
template <class Function>
Function* of_caf(const char* symbol) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, symbol));
}

} // namespace

namespace caf {

// The sender, and the actor that receives.
void scheduled_actor::enqueue(mailbox_element_ptr what, execution_unit* where) {
  static auto* const next =
      of_caf<void(scheduled_actor*, mailbox_element_ptr, execution_unit*)>(
          "_ZN3caf15scheduled_actor7enqueueESt10unique_ptrINS_15mailbox_elementENS_6detail8"
          "disposerEEPNS_14execution_unitE");
  __tsan_release(what.get());
  __tsan_release(this);
  next(this, std::move(what), where);
}

invoke_message_result scheduled_actor::consume(mailbox_element& what) {
  static auto* const next = of_caf<invoke_message_result(scheduled_actor*, mailbox_element&)>(
      "_ZN3caf15scheduled_actor7consumeERNS_15mailbox_elementE");
  __tsan_acquire(&what);
  __tsan_acquire(this);
  return next(this, what);
}

void blocking_actor::enqueue(mailbox_element_ptr what, execution_unit* where) {
  static auto* const next = of_caf<void(blocking_actor*, mailbox_element_ptr, execution_unit*)>(
      "_ZN3caf14blocking_actor7enqueueESt10unique_ptrINS_15mailbox_elementENS_6detail8"
      "disposerEEPNS_14execution_unitE");
  __tsan_release(this);
  next(this, std::move(what), where);
}

void blocking_actor::await_data() {
  static auto* const next =
      of_caf<void(blocking_actor*)>("_ZN3caf14blocking_actor10await_dataEv");
  next(this);
  __tsan_acquire(this);
}

bool blocking_actor::await_data(timeout_type until) {
  static auto* const next = of_caf<bool(blocking_actor*, timeout_type)>(
      "_ZN3caf14blocking_actor10await_dataENSt6chrono10time_pointINS1_3_V212system_clockENS1_"
      "8durationIlSt5ratioILl1ELl1000000000EEEEEE");
  auto arrived = next(this, until);
  __tsan_acquire(this);
  return arrived;
}

// The actor's creator, and the workers that run it one after the other.
void scheduled_actor::launch(execution_unit* where, bool lazy, bool hide) {
  static auto* const next = of_caf<void(scheduled_actor*, execution_unit*, bool, bool)>(
      "_ZN3caf15scheduled_actor6launchEPNS_14execution_unitEbb");
  __tsan_release(this);
  next(this, where, lazy, hide);
}

resumable::resume_result scheduled_actor::resume(execution_unit* where, std::size_t most) {
  static auto* const next =
      of_caf<resume_result(scheduled_actor*, execution_unit*, std::size_t)>(
          "_ZN3caf15scheduled_actor6resumeEPNS_14execution_unitEm");
  __tsan_acquire(this);
  auto keep_alive = strong_actor_ptr(ctrl()); // it may end in there
  auto result = next(this, where, most);
  __tsan_release(this);
  return result;
}

// The last owner of an actor, and its deleter.
void intrusive_ptr_release(actor_control_block* what) {
  static auto* const next = of_caf<void(actor_control_block*)>(
      "_ZN3caf21intrusive_ptr_releaseEPNS_19actor_control_blockE");
  __tsan_acquire(what);
  __tsan_release(what);
  next(what);
}

void intrusive_ptr_release_weak(actor_control_block* what) {
  static auto* const next = of_caf<void(actor_control_block*)>(
      "_ZN3caf26intrusive_ptr_release_weakEPNS_19actor_control_blockE");
  __tsan_acquire(what);
  __tsan_release(what);
  next(what);
}

// The sender of a delayed message, and the thread of the clock.
void detail::thread_safe_actor_clock::push(event* what) {
  static auto* const next = of_caf<void(thread_safe_actor_clock*, event*)>(
      "_ZN3caf6detail23thread_safe_actor_clock4pushEPNS0_18simple_actor_clock5eventE");
  __tsan_release(what);
  next(this, what);
}

void detail::simple_actor_clock::ship(delayed_event& what) {
  static auto* const next = of_caf<void(simple_actor_clock*, delayed_event&)>(
      "_ZN3caf6detail18simple_actor_clock4shipERNS1_13delayed_eventE");
  __tsan_acquire(&what);
  next(this, what);
}

// The thread of the sockets, and its callers.
void io::network::default_multiplexer::exec_later(resumable* what) {
  static auto* const next = of_caf<void(default_multiplexer*, resumable*)>(
      "_ZN3caf2io7network19default_multiplexer10exec_laterEPNS_9resumableE");
  __tsan_release(what);
  next(this, what);
}

} // namespace caf
