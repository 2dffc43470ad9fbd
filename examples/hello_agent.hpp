#pragma once
#include <string>

#include "actors/work/work.hpp"

/// An agent's work: greets whomever it is told to.
inline mesh::work_result greet(const mesh::job& what) {
  if (what.payload.empty())
    return mesh::work_result::failed(mesh::errc::work_failed, "there is nobody to greet");
  return mesh::work_result::ready("Hello, " + std::string(what.payload) + "!");
}
