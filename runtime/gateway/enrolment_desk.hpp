#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "config/gateway.hpp"
#include "runtime/gateway/agent_session.hpp"
#include "runtime/gateway/enrolment_book.hpp"
#include "runtime/gateway/enrolment_log.hpp"
#include "runtime/mesh/agent_door.hpp"

namespace mesh::gateway {

/// The enrolments of a mesh: the book that decides, and the log that keeps what it decided.
/// Nothing counts before it is on the disk. Any thread; what changes something waits for the
/// disk.
class enrolment_desk {
public:
  /// `folder` empty: in memory. Errors of the log.
  static tl::expected<std::unique_ptr<enrolment_desk>, error>
  open(const std::filesystem::path& folder, const gateway_config& cfg);

  /// As agent_door::enroll, without the address: name, token, end.
  tl::expected<agent_invite, error> enroll(const enroll_order& what, std::uint64_t now_ms);

  /// The meaning of a good hello.
  struct standing {
    agent_class cls = agent_class::c_persistent;
    std::vector<std::string> capabilities;
    scope where;
    std::optional<agent_id> id; // none: it has no place in the mesh yet
    bool binds = false;         // its key is new, and is bound by this
    double key_left_s = 0;
    bool rotate = false;        // it is time for another key
    bool only_rotation = false; // its key has ended
  };
  /// Without touching the disk: fit for the links' thread.
  [[nodiscard]] tl::expected<standing, refusal> check(const hello_claim& whom,
                                                      std::uint64_t now_ms) const;
  /// Binds the keys that check() has found new, with one sync of the disk for all; no agent
  /// is there twice. An answer for each, in this order.
  std::vector<tl::expected<void, refusal>> bind(const std::vector<hello_claim>& all,
                                                std::uint64_t now_ms);
  /// These agents have these places from now on; on an error none of them has.
  tl::expected<void, error> placed(const std::vector<std::pair<std::string, agent_id>>& all,
                                   std::uint64_t now_ms);
  /// The newest agent that was given this place; empty: none was.
  [[nodiscard]] std::string name_at(agent_id where) const;
  tl::expected<pb::Rotated, refusal> rotate(const std::string& agent,
                                            const keys::public_key& old_key,
                                            const keys::public_key& new_key,
                                            std::uint64_t now_ms);
  tl::expected<void, error> change(const std::string& agent, enrolment_act what,
                                   std::uint64_t now_ms);

  [[nodiscard]] std::vector<enrolled_agent> enrolled(std::uint64_t now_ms) const;
  [[nodiscard]] tl::expected<enrolled_agent, error> find(const std::string& agent,
                                                         std::uint64_t now_ms) const;

private:
  explicit enrolment_desk(const gateway_config& cfg) : book_(cfg) {}
  /// An answer of the book, without a change to it.
  template <class Question>
  auto ask(Question question) const {
    const std::lock_guard lock(mutex_);
    return question(book_);
  }
  tl::expected<void, error> keep(const enrolment_record& what) { return keep({&what, 1}); }
  /// With one sync of the disk; on an error none of them counts.
  tl::expected<void, error> keep(std::span<const enrolment_record> all);

  std::mutex writing_;       // one change at a time, from its decision until it counts
  mutable std::mutex mutex_; // the book; never held while the disk works
  enrolment_book book_;
  std::optional<enrolment_log> log_;
};

} // namespace mesh::gateway
