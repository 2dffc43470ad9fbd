#pragma once
#include "actors/parts/cluster_gathers.hpp"
#include "actors/parts/open_posts.hpp"
#include "actors/parts/open_work.hpp"

namespace mesh {

/// All that is open with the agents of a cluster: what gathers have sent or are going to
/// send, and messages of other agents. Nothing else waits for an agent's answer.
class gathers_and_posts final : public open_work {
public:
  gathers_and_posts(cluster_gathers& gathers, open_posts& posts)
      : gathers_(gathers), posts_(posts) {}

  [[nodiscard]] bool open_with(std::uint8_t slot) const override;
  void refuse_unsent(std::uint8_t slot, errc why, const std::string& detail,
                     time_point moment) override;
  void refuse_open(std::uint8_t slot, errc why, const std::string& detail,
                   time_point moment) override;

private:
  cluster_gathers& gathers_;
  open_posts& posts_;
};

} // namespace mesh
