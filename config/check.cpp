#include "config/check.hpp"

#include "config/fields.hpp"
#include "config/value_checker.hpp"

namespace mesh {

void check_fields(const config& c, problem_list& problems) {
  fields::value_checker visit(problems);
  fields::fields_of(visit, c);
}

} // namespace mesh
