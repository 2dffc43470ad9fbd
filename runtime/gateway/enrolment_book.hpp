#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "config/gateway.hpp"
#include "runtime/gateway/enrolment_entry.hpp"
#include "runtime/gateway/enrolment_record.hpp"
#include "runtime/gateway/refusal.hpp"
#include "runtime/mesh/agent_door.hpp"

namespace mesh::gateway {

/// An agent that may be let in again once: its record, to be kept first.
struct invitation {
  enrolment_record record;
  bool again = false; // an earlier token of this agent is void from now on
};

/// The meaning of a good hello.
struct admission {
  /// To be kept and applied before the agent is welcome; none: nothing changes.
  std::optional<enrolment_record> first;
  /// Its key has ended: it gets no work before it has rotated.
  bool only_rotation = false;
};

/// The agents that are enrolled, with which keys, and since when (X1). Pure, without I/O; times
/// are in ms since 1970. Not thread safe.
///
/// A decision changes nothing and answers with a record. That is kept (enrolment_log) and
/// then applied: what nobody wrote down never counts. Decisions about different names do not
/// depend on each other, so that one sync may serve the records of many.
///
/// **Names** are unique for ever, also after a revocation: a log, a rule or a person that
/// speaks of `store-1` never means another agent. A name that has no key yet, or none that
/// is good for anything any more, may be enrolled again: it is the same agent, and gets a
/// new token.
///
/// **Keys** are good for `key_days`. Then the newest one is good for a rotation alone, for as
/// long again; then an operator has to enroll the agent again. An agent that was off for
/// five weeks thus comes back by itself, as most do that were off over a holiday, and a
/// whole fleet needs nobody; yet a key that was forgotten in some backup opens nothing after
/// two months, and does no work after one. After a rotation the old key is good for
/// `key_overlap_hours` more, also for another rotation: the agent may have lost the new one
/// before it was written down.
class enrolment_book {
public:
  explicit enrolment_book(const gateway_config& cfg);

  /// Lets an agent in once, with this secret. `invalid_argument`: a bad name or place;
  /// `already_exists`; `mesh_full`: `gateway.agents` are enrolled.
  [[nodiscard]] tl::expected<invitation, error>
  enroll(const enroll_order& what, std::string_view token, std::uint64_t now_ms) const;

  /// Whether a hello is good whose signature by `key` was verified. `token` may be empty.
  /// The same token with the same key is good again: the answer to the first was lost.
  [[nodiscard]] tl::expected<admission, refusal> check(const std::string& name,
                                                       const identity::ed25519::public_key& key,
                                                       std::string_view token,
                                                       std::uint64_t now_ms) const;

  /// The mesh gave it this place. None: it has it already. `unknown_target`;
  /// `invalid_argument`: it was revoked meanwhile.
  [[nodiscard]] tl::expected<std::optional<enrolment_record>, error>
  placed(const std::string& name, agent_id id, std::uint64_t now_ms) const;

  /// A new key for an agent that is here with `old_key`; both signatures were verified.
  /// None: it is its newest key already. `unavailable`: it rotates all the time.
  [[nodiscard]] tl::expected<std::optional<enrolment_record>, refusal>
  rotate_key(const std::string& name, const identity::ed25519::public_key& old_key,
             const identity::ed25519::public_key& new_one, std::uint64_t now_ms) const;

  /// An operator's act. `unknown_target`; `invalid_argument`: not in this state.
  [[nodiscard]] tl::expected<enrolment_record, error>
  change(const std::string& name, enrolment_act what, std::uint64_t now_ms) const;

  /// The time for which a key does work; 0: not any more, or it is none of the agent's.
  [[nodiscard]] std::uint64_t key_left_ms(const std::string& name,
                                          const identity::ed25519::public_key& key,
                                          std::uint64_t now_ms) const;
  /// Whether an agent that is here with this key is to make a new one: it ends soon, or an
  /// operator wants it.
  [[nodiscard]] bool wants_rotation(const std::string& name,
                                    const identity::ed25519::public_key& key,
                                    std::uint64_t now_ms) const;

  /// Makes it so: a record that was just kept, or one that a log gives back.
  /// `store_corrupt`, and nothing changes, when it does not follow from those before it.
  tl::expected<void, error> apply(const enrolment_record& what);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool knows(const std::string& name) const { return entries_.contains(name); }
  /// All that is known of one; null: nobody of that name.
  [[nodiscard]] const enrolment_entry* entry(const std::string& name) const;
  /// By name, without their history; `address` stays empty.
  [[nodiscard]] std::vector<enrolled_agent> enrolled(std::uint64_t now_ms) const;
  /// With its history; `unknown_target`.
  [[nodiscard]] tl::expected<enrolled_agent, error> find(const std::string& name,
                                                         std::uint64_t now_ms) const;
  /// The agent that has this place; none: no enrolled one, or it was revoked.
  [[nodiscard]] std::optional<std::string> name_of(agent_id id) const;

  bool operator==(const enrolment_book& other) const {
    return entries_ == other.entries_ && names_ == other.names_;
  }

private:
  [[nodiscard]] tl::expected<const enrolment_entry*, error>
  must_find(const std::string& name) const;
  /// Of one that was not revoked.
  [[nodiscard]] const enrolment_entry* living(const std::string& name) const;
  [[nodiscard]] bool may_rotate(const enrolment_entry& of, const enrolment_key& key,
                                std::uint64_t now_ms) const;
  [[nodiscard]] bool is_over(const enrolment_entry& one, std::uint64_t now_ms) const;
  [[nodiscard]] tl::expected<admission, refusal>
  check_key(const enrolment_entry& one, const enrolment_key& key, std::uint64_t now_ms) const;
  [[nodiscard]] enrolment_record new_key(enrolment_step step, const std::string& name,
                                         const identity::ed25519::public_key& key,
                                         std::uint64_t now_ms) const;
  void move(const std::string& name, std::optional<agent_id> from, std::optional<agent_id> to);

  gateway_config cfg_;
  std::map<std::string, enrolment_entry> entries_;
  std::unordered_map<agent_id, std::string> names_;
};

} // namespace mesh::gateway
