#include <cctype>
#include <sstream>

#include "words.hpp"

namespace words {

std::vector<std::string> words_of(const std::string& text) {
  std::string letters;
  for (unsigned char one : text)
    letters += std::isalpha(one) != 0 ? static_cast<char>(std::tolower(one)) : ' ';
  std::istringstream in(letters);
  std::vector<std::string> found;
  for (std::string word; in >> word;)
    found.push_back(word);
  return found;
}

} // namespace words
