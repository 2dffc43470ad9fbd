#include "config/validate.hpp"

#include <utility>

#include "config/check.hpp"
#include "config/relations.hpp"

namespace mesh {

std::vector<config_problem> validate(const config& c) {
  problem_list problems;
  check_fields(c, problems);
  check_relations(c, problems);
  return std::move(problems).take();
}

} // namespace mesh
