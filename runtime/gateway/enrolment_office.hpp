#pragma once
#include <memory>

#include "runtime/gateway/admissions.hpp"
#include "runtime/gateway/agent_links.hpp"
#include "runtime/gateway/enrolment_desk.hpp"

namespace mesh::gateway {

/// The enrolments of a mesh, as operators and links use them (X1): the desk that keeps them,
/// the place in the mesh that goes with them, and the links that hear of their changes.
class enrolment_office final : public agent_door, public agent_admission {
public:
  enrolment_office(local_mesh& mesh, std::unique_ptr<enrolment_desk> desk, agent_links& links);

  tl::expected<agent_invite, error> enroll(const enroll_order& what) override;
  tl::expected<void, error> change(const std::string& name, enrolment_act what) override;
  [[nodiscard]] std::vector<enrolled_agent> enrolled() const override;
  [[nodiscard]] tl::expected<enrolled_agent, error>
  find(const std::string& name) const override;
  [[nodiscard]] std::vector<agent_link_view> links() const override;
  [[nodiscard]] std::optional<agent_home> home_of(agent_id id) const override;
  [[nodiscard]] std::optional<agent_door_counts> door_counts() const override;

  void ask(admission_question question, std::function<void(admission_answer)> then) override {
    admissions_.ask(std::move(question), std::move(then));
  }

private:
  void turn_out(const std::string& agent, const refusal& why);

  local_mesh& mesh_;
  const std::unique_ptr<enrolment_desk> desk_;
  agent_links& links_;
  admissions admissions_;
};

} // namespace mesh::gateway
