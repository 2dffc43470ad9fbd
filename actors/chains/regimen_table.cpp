#include "actors/chains/regimen_table.hpp"

#include <algorithm>

#include "actors/chains/adaptive_regimen.hpp"
#include "actors/chains/eager_regimen.hpp"
#include "actors/chains/notified_regimen.hpp"

namespace mesh {

regimen_table::regimen_table()
    : all_{std::make_shared<adaptive_regimen>(), std::make_shared<eager_regimen>(),
           std::make_shared<notified_regimen>()} {}

void regimen_table::add(std::shared_ptr<const access_regimen> one) {
  auto found = std::ranges::find_if(
      all_, [&](const auto& known) { return known->name() == one->name(); });
  if (found != all_.end())
    *found = std::move(one);
  else
    all_.push_back(std::move(one));
}

const access_regimen* regimen_table::find(std::string_view name) const {
  auto found =
      std::ranges::find_if(all_, [&](const auto& known) { return known->name() == name; });
  return found == all_.end() ? nullptr : found->get();
}

std::string regimen_table::names() const {
  std::string all;
  for (const auto& one : all_)
    all.append(all.empty() ? "" : ", ").append(one->name());
  return all;
}

} // namespace mesh
