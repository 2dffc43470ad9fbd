#pragma once
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "runtime/gateway/enrolment_desk.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::gateway {

/// Lets agents in whose hello is good: binds a new key, gives a newcomer its place in the mesh
/// (T5), and says welcome. What waits for the disk or the mesh runs on a thread of its own, for
/// all together who have come meanwhile; an agent that was here before is let in at once.
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
  using answer_to = std::function<void(admission_answer)>;
  struct newcomer {
    hello_claim whom;
    answer_to then;
    std::optional<enrolment_desk::standing> as; // none: it is refused
  };
  /// Those who wait, at most so many, and no agent twice.
  [[nodiscard]] std::vector<newcomer> take_waiting();
  void let_in_waiting();
  void bind(std::vector<newcomer>& all);
  void place(std::vector<newcomer>& all);
  /// Places for some of a kind; less than that when there is no more room.
  tl::expected<std::vector<agent_id>, refusal> grow(const enrolment_desk::standing& as,
                                                    std::size_t count);
  void refuse(newcomer& whom, const refusal& why);
  admission_answer rotate(const admission_question& what);
  [[nodiscard]] admission_answer welcome(const std::string& agent, agent_id place,
                                         const enrolment_desk::standing& as) const;

  local_mesh& mesh_;
  enrolment_desk& desk_;
  std::mutex mutex_;
  std::deque<newcomer> waiting_;
  boost::asio::thread_pool worker_{1};
};

} // namespace mesh::gateway
