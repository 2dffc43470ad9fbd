#pragma once
#include <map>
#include <string>

#include "runtime/console/session.hpp"

namespace mesh::control {

/// The result of a line that a program sends for an operator, who may no more than that one
/// (X3), with the files that the line names. A command that the mode of the mesh holds back is
/// an error here: nobody would stay to see it run later.
nlohmann::ordered_json run_for_program(local_mesh& mesh, const console::authority& who,
                                       const console::script_line& line,
                                       const std::map<std::string, std::string>& files = {});
/// `{"error": {"code", "detail", "remedy"}}`
nlohmann::ordered_json failed_result(const error& why);

} // namespace mesh::control
