#include "actors/work/linked/linked_work.hpp"

#include <utility>

#include "actors/work/kinds.hpp"
#include "actors/work/linked/linked_agents.hpp"

namespace mesh {

namespace {

class linked_work final : public work_elsewhere<linked_agent> {
public:
  using work_elsewhere::work_elsewhere;
  double take_round_trip_ms() override { return agent().take_round_trip_ms(); }
  [[nodiscard]] bool takes_records() const override { return true; }
  [[nodiscard]] bool present() const override { return agent().present(); }
  void watch_presence(std::function<void()> changed) override {
    agent().watch_presence(std::move(changed));
  }
  void pause(bool frozen) override { agent().pause(frozen); }
};

} // namespace

std::unique_ptr<work> make_linked_work(std::shared_ptr<linked_agent> agent) {
  return std::make_unique<linked_work>(std::move(agent));
}

/// Agents that are to come over a link. Where none can come, they are away.
work_kind work_kinds::linked() {
  return {"linked", [](const work_site& site) -> tl::expected<work_maker, error> {
            if (!site.linked)
              return work_maker();
            return [all = site.linked](const agent_identity& a) -> std::shared_ptr<work> {
              return a.linked ? make_linked_work(all->of(a.id)) : nullptr;
            };
          }};
}

} // namespace mesh
