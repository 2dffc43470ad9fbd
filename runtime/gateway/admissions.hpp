#pragma once
#include <boost/asio/thread_pool.hpp>

#include "runtime/gateway/enrolment_desk.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::gateway {

/// Lets agents in whose hello is good: binds a new key, gives a newcomer its place in the mesh
/// (T5), and says welcome. What waits for the disk or the mesh runs on a thread of its own; an
/// agent that was here before is let in at once.
class admissions final : public agent_admission {
public:
  admissions(local_mesh& mesh, enrolment_desk& desk);
  /// Waits for what is being done.
  ~admissions() override;

  void ask(admission_question question, std::function<void(admission_answer)> then) override;
  /// It leaves the mesh, soon.
  void remove(agent_id whom);

private:
  [[nodiscard]] std::uint64_t now_ms() const;
  /// Whether it still has the place that it was given.
  [[nodiscard]] bool is_at(const std::string& agent, agent_id place) const;
  admission_answer let_in(const hello_claim& whom);
  admission_answer rotate(const admission_question& what);
  tl::expected<agent_id, refusal> place(const std::string& agent,
                                        const enrolment_desk::standing& as);
  [[nodiscard]] admission_answer welcome(const std::string& agent, agent_id place,
                                         const enrolment_desk::standing& as) const;

  local_mesh& mesh_;
  enrolment_desk& desk_;
  boost::asio::thread_pool worker_{1};
};

} // namespace mesh::gateway
