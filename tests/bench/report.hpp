#pragma once
#include <string>

#include <nlohmann/json.hpp>

/// Results are JSON lines on stdout; everything else goes to stderr.
namespace mesh::bench {

/// The fields of one line, in the order in which they were set.
using json_line = nlohmann::ordered_json;

/// Four significant digits: no figure here is more exact than that.
double rounded(double value);
void print(const json_line& line);
void progress(const std::string& what);

} // namespace mesh::bench
