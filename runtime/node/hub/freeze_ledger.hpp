#pragma once
#include <map>
#include <vector>

#include "messages/freeze.hpp"
#include "runtime/placement/held_part.hpp"

namespace mesh::node {

/// The frozen scopes, and which of them each part was told (O6). Each coordinator or lead is
/// told once; what was frozen or thawed while nobody had its part it is told as soon as
/// it is there.
class freeze_ledger {
public:
  /// All that is frozen from now on.
  void stand(std::vector<freeze_order> all) { standing_ = std::move(all); }
  /// A part was given this order by who gave it.
  void note(const placed_part& part, const freeze_order& order);
  /// A coordinator or lead has begun that may know of nothing.
  void begins(const placed_part& part) { told_.erase(part); }
  /// The orders that the part, which is there, has to be told; they count as told.
  std::vector<freeze_order> due(const placed_part& part);

private:
  std::vector<freeze_order> standing_;
  std::map<placed_part, std::vector<scope>> told_; // to freeze these, and not to go on
};

} // namespace mesh::node
