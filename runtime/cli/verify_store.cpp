#include "runtime/cli/verify_store.hpp"

#include <cstdio>

#include "runtime/base/utf8.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/console/commands/verify.hpp"
#include "runtime/records/verification.hpp"

namespace mesh {

int verify_store(const std::string& folder, const std::vector<std::string>& heads,
                 console::output_format format) {
  constexpr int usage_error = 2;
  storage::noted_heads noted;
  for (const auto& text : heads) {
    auto head = storage::parse_noted_head(text);
    if (!head) {
      std::fprintf(stderr, "error: --head: %s\n", printable(to_string(head.error())).c_str());
      return usage_error;
    }
    noted.push_back(*head);
  }
  nlohmann::ordered_json result{{"command", "verify"}, {"exit_code", 0}, {"folder", folder}};
  auto found = storage::verify(folder, noted);
  if (!found) {
    std::fprintf(stderr, "error: %s\n", printable(to_string(found.error())).c_str());
    return 1;
  }
  console::write_verification(result, *found);
  auto code = found->intact() ? 0 : 1;
  result["exit_code"] = code;
  print_result(result, format);
  if (code != 0)
    std::fprintf(stderr, "error: %s\n",
                 printable(folder + ": " + to_string(*found->first_broken)).c_str());
  return code;
}

} // namespace mesh
