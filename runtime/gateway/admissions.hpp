#pragma once
#include <functional>

#include <boost/asio/thread_pool.hpp>

#include "runtime/gateway/enrolment_desk.hpp"
#include "runtime/gateway/gateway_house.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::gateway {

/// Lets agents in whose hello is good: binds a new key, gives a newcomer its place in the mesh
/// (T5), and says welcome. What waits for the disk or the mesh runs on a thread of its own; an
/// agent that was here before is let in at once.
class admissions {
public:
  using answer = tl::expected<welcomed, refusal>;
  /// Runs something on the links' thread; from any.
  using poster = std::function<void(std::function<void()>)>;

  admissions(local_mesh& mesh, enrolment_desk& desk, poster to_links);
  /// Waits for what is being done.
  ~admissions();

  /// On the links' thread; `then` is called there, at once or later.
  void admit(const hello_claim& whom, session_ways::admitted then);
  void rotate(const std::string& agent, const keys::public_key& old_key,
              const keys::public_key& new_key, session_ways::rotated then);
  /// It leaves the mesh, soon.
  void remove(agent_id whom);

private:
  [[nodiscard]] std::uint64_t now_ms() const;
  /// Whether it still has the place that it was given.
  [[nodiscard]] bool is_at(const std::string& agent, agent_id place) const;
  answer let_in(const hello_claim& whom);
  tl::expected<agent_id, refusal> place(const std::string& agent,
                                        const enrolment_desk::standing& as);
  [[nodiscard]] welcomed welcome(const std::string& agent, agent_id place,
                                 const enrolment_desk::standing& as) const;

  local_mesh& mesh_;
  enrolment_desk& desk_;
  const poster to_links_;
  boost::asio::thread_pool worker_{1};
};

} // namespace mesh::gateway
