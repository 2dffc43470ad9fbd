#pragma once
#include "actors/chains/access_regimen.hpp"

namespace mesh {

/// V5: looks as often as the guard allows.
class eager_regimen final : public access_regimen {
public:
  [[nodiscard]] std::string_view name() const override { return "eager"; }
  [[nodiscard]] std::optional<double> next_look_ms(double, const verification_history&,
                                                   const chains_config& cfg) const override {
    return cfg.look_floor_ms;
  }
};

} // namespace mesh
