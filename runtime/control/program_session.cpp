#include "runtime/control/program_session.hpp"

#include "runtime/console/running/json_values.hpp"

namespace mesh::control {

using json = nlohmann::ordered_json;

json failed_result(const error& why) {
  return {{"error", console::to_json(why)}};
}

json run_for_program(local_mesh& mesh, const console::authority& who,
                     const console::script_line& line,
                     const std::map<std::string, std::string>& files) {
  console::session session(mesh);
  session.act_for(who);
  session.give_files(files);
  auto result = session.execute(line).data;
  const auto held = result.find("held");
  if (session.held().waiting().empty() || held == result.end() || !held->is_object())
    return result;
  return failed_result({errc::mode_restricted,
                        "the mode of the mesh holds it back: " + held->value("reason", ""),
                        held->value("remedy", "")});
}

} // namespace mesh::control
