#pragma once
#include <chrono>

#include "runtime/console/running/output.hpp"
#include "runtime/console/shared/junit_report.hpp"

namespace mesh {

/// Passes everything on, and keeps the results for the report.
class reported_output final : public console::output {
public:
  reported_output(output& to, console::junit_report& report) : to_(to), report_(report) {}
  bool show(const console::outcome& what) override {
    const std::chrono::duration<double> at = std::chrono::steady_clock::now() - began_;
    if (what.data.is_object())
      report_.add(what.data, at.count());
    return to_.show(what);
  }
  void complain(std::string_view text) override { to_.complain(text); }
  void remark(std::string_view text) override { to_.remark(text); }
  void narrate(std::string_view text) override { to_.narrate(text); }

private:
  output& to_;
  console::junit_report& report_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace mesh
