#pragma once
#include <map>
#include <string>
#include <vector>

/// A small program for the chain that builds it: it counts the words of a text.
namespace words {

/// The words of a text, in small letters.
std::vector<std::string> words_of(const std::string& text);
/// How often each is there.
std::map<std::string, int> count(const std::vector<std::string>& words);

} // namespace words
