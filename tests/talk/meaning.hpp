#pragma once
#include <string>

#include "runtime/console/talk/understand.hpp"

/// A sentence's meaning as one line, for the golden corpus: `route_around ; stuck ~them`.
namespace mesh::testing {

inline std::string whole(double value) {
  return std::to_string(static_cast<long long>(value));
}

inline std::string meaning_of(const console::talk::intent& one) {
  auto text = one.name;
  for (const auto& where : one.places)
    text += " " + to_string(where);
  for (const auto& word : one.refer)
    text += " ~" + word;
  for (const auto cls : one.classes)
    text += " " + std::string(to_string(cls));
  if (!one.capability.empty())
    text += " cap=" + one.capability;
  if (!one.host.empty())
    text += " host=" + one.host;
  if (!one.text.empty())
    text += " text=" + one.text;
  if (one.number)
    text += " n=" + whole(*one.number);
  if (one.only)
    text += " only=" + whole(*one.only);
  if (one.past_ms)
    text += " past=" + whole(*one.past_ms);
  if (!one.moment.empty())
    text += " at=" + one.moment;
  if (one.proposal)
    text += " #" + std::to_string(*one.proposal);
  return text;
}

/// `! ` and why, when it was not understood.
inline std::string meaning_of(const std::string& sentence,
                              const console::talk::known_names& names) {
  const auto found = console::talk::understand(sentence, names);
  if (!found)
    return "! " + found.error().detail;
  std::string text;
  for (const auto& one : *found)
    text += (text.empty() ? "" : " ; ") + meaning_of(one);
  return text;
}

inline const console::talk::known_names some_names{
    {"observe", "fetch", "transform", "store", "inference", "sense", "review"},
    {"n1", "n2", "pi4"}};

} // namespace mesh::testing
