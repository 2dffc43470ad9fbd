#pragma once
#include "actors/chains/access_regimen.hpp"

namespace mesh {

/// V5: looks when the scheduler tells it that the chain has moved, and at the ceiling, should
/// that news be lost with a scheduler.
class notified_regimen final : public access_regimen {
public:
  [[nodiscard]] std::string_view name() const override { return "notified"; }
  [[nodiscard]] std::optional<double> next_look_ms(double, const verification_history&,
                                                   const chains_config&) const override {
    return std::nullopt;
  }
  [[nodiscard]] bool is_notified() const override { return true; }
};

} // namespace mesh
