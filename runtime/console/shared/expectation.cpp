#include "runtime/console/shared/expectation.hpp"

#include "runtime/base/text.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

std::string expectation_text(const json& result) {
  const auto actual = number_in(result, "actual");
  auto text = concat({text_or(result, "metric", "-"), " is ",
                      actual ? exact_text(actual) : "not measured yet", ", expected ",
                      text_or(result, "op", "?"), " ", exact_text(number_in(result, "value"))});
  if (const auto waited = number_in(result, "waited_ms"); waited >= 1.0)
    text += " (waited " + time_text(waited) + ")";
  return text;
}

} // namespace mesh::console
