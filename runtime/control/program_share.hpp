#pragma once
#include <algorithm>
#include <functional>

#include "runtime/http/exchange.hpp"
#include "runtime/http/tally.hpp"

namespace mesh::control {

/// Programs that are answered at once, over MCP and A2A: half of `control.commands` at most, so
/// that people and their dashboards are answered however many programs wait (N1). Any thread.
class program_share {
public:
  explicit program_share(int commands)
      : at_once_(std::max(1, commands / 2), std::max(1, commands / 2)) {}

  /// Answers with what `work` makes; 503 when there are too many.
  void answer(const request& what, exchange& x, const std::function<response()>& work) {
    const auto name = to_string(what.who);
    if (auto refused = at_once_.enter(name))
      return x.answer(refusal(
          503, {refused->code, refused->detail, "wait for an answer before you ask again"}));
    const leaving after{at_once_, name};
    x.answer(work());
  }

private:
  struct leaving {
    tally& from;
    const std::string& name;
    ~leaving() { from.leave(name); }
  };
  tally at_once_;
};

} // namespace mesh::control
