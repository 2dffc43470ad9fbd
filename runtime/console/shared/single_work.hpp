#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "messages/orchestration.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"

/// A single piece of work: what delegate and pipeline share.
namespace mesh::console {

/// K1: an answer of -1.
void write_conflict(nlohmann::ordered_json& to, const answer_group& group);
/// The end of work that brought no answer, and whether it was the first time.
template <class Result>
void write_work(nlohmann::ordered_json& to, const Result& r) {
  to["work"] =
      r.fate ? nlohmann::ordered_json(to_string(*r.fate)) : nlohmann::ordered_json(nullptr);
  to["attempt"] = r.attempt + 1;
  to["redelivered"] = r.attempt > 0;
}

std::size_t room_for(const render_style& style, std::size_t others);
/// `result: ...`, shortened to one line.
std::string value_line(std::string_view label, const json& result, const char* key,
                       const render_style& style);
/// K1: both values and where to read more, instead of a result.
std::string conflict_lines(const json& result, const render_style& style);
std::string fate_line(const json& result);
std::string redelivered_line(const json& result);

} // namespace mesh::console
