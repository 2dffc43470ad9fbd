#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "actors/work/http/talk_model.hpp"
#include "runtime/console/talk/items.hpp"
#include "runtime/proposals/conversation.hpp"

namespace mesh::console::talk {

/// Commands that look at what a sentence is about: places that it names, or that were spoken
/// about, and what its words are known to mean. A few, each with a bounded result. Pure.
std::vector<std::string> looks_about(const std::vector<item>& sentence,
                                     const conversation& about);

/// The result of such a command.
struct looked_at {
  std::string command;
  nlohmann::ordered_json result;
};

/// The question to a model (N1): the mesh's instructions with the commands that there are; and
/// the sentence, the places that were spoken about, and results. Results stand on lines of
/// their own between two marks that they do not contain; texts of agents in them are quoted,
/// cut, and nothing in them is invisible. Of results that are more than `context_bytes` in all
/// the last are left out, by name. Pure.
model_question question_about(const std::string& sentence, const conversation& about,
                              const std::vector<looked_at>& results, std::size_t context_bytes);

} // namespace mesh::console::talk
