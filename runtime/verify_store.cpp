#include "runtime/verify_store.hpp"

#include <cstdio>

#include "runtime/console/results_conflicts.hpp"
#include "runtime/storage/verification.hpp"

namespace mesh {

int verify_store(const std::string& folder, console::output_format format) {
  nlohmann::ordered_json result{{"command", "verify"}, {"exit_code", 0}, {"folder", folder}};
  auto found = storage::verify(folder);
  if (!found) {
    std::fprintf(stderr, "error: %s\n", to_string(found.error()).c_str());
    return 1;
  }
  console::write_verification(result, *found);
  auto code = found->intact() ? 0 : 1;
  result["exit_code"] = code;
  console::render_style style;
  style.format = format;
  std::fputs(console::render(result, style).c_str(), stdout);
  if (code != 0)
    std::fprintf(stderr, "error: %s: %s\n", folder.c_str(),
                 to_string(*found->first_broken).c_str());
  return code;
}

} // namespace mesh
