#pragma once
#include <string>
#include <string_view>

#include "actors/work/work.hpp"

namespace mesh {

/// The input of a command agent on its stdin: the job as one JSON object in
/// one line (see command_work.hpp).
std::string command_input(const job& what);

/// The output of a command agent on its stdout, as a result. Anything but one
/// well-formed answer is `errc::command_bad_output`, which quotes its beginning.
work_result parse_command_output(std::string_view output);

} // namespace mesh
