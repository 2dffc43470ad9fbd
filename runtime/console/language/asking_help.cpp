#include "runtime/console/language/asking_help.hpp"

#include <algorithm>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/language/asking_help.hpp"
#include "runtime/console/language/command_lookup.hpp"
#include "runtime/console/language/help.hpp"

namespace mesh::console {

std::optional<std::size_t> asks_for_help(const std::vector<token>& words) {
  const auto found = std::ranges::find_if(words, [](const token& word) {
    return !word.quoted && (word.text == "--help" || word.text == "-h");
  });
  if (found == words.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::string join_topic(const std::vector<std::string>& words) {
  std::string topic;
  for (const auto& word : words)
    topic += (topic.empty() ? "" : " ") + word;
  return topic;
}

std::string topic_of(const std::vector<std::string>& words) {
  const auto topics = help_topics();
  std::string longest, so_far;
  for (const auto& word : words) {
    so_far += (so_far.empty() ? "" : " ") + word;
    if (std::ranges::find(topics, so_far) != topics.end())
      longest = so_far;
  }
  return !longest.empty() || words.empty() ? longest : words.front();
}

tl::expected<parsed_statement, parse_problems> help_on(const std::vector<token>& words,
                                                       std::size_t flag) {
  std::vector<std::string> before;
  for (std::size_t i = 0; i < flag && !words[i].dashes; ++i)
    before.push_back(words[i].text);
  const auto topics = help_topics();
  const auto topic = topic_of(before);
  if (!topic.empty() && std::ranges::find(topics, topic) == topics.end())
    return tl::unexpected(
        parse_problems{problem_at(words.front(), "there is no command " + in_quotes(topic),
                                  "a command; `help` lists them", nearest(topic, topics))});
  return parsed_statement{help_command{topic}, {}};
}

} // namespace mesh::console
