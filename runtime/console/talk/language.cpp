#include "runtime/console/talk/language.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace mesh::console::talk {

namespace {

using json = nlohmann::ordered_json;

constexpr std::array slot_names{
    std::pair{"place", item_kind::place},       std::pair{"pronoun", item_kind::pronoun},
    std::pair{"class", item_kind::agent_class}, std::pair{"capability", item_kind::capability},
    std::pair{"number", item_kind::number},     std::pair{"past", item_kind::past},
    std::pair{"moment", item_kind::moment},     std::pair{"text", item_kind::text},
    std::pair{"host", item_kind::host},         std::pair{"proposal", item_kind::proposal}};

item_kind slot_of(const std::string& name) {
  for (const auto& [known, kind] : slot_names)
    if (name == known)
      return kind;
  throw std::invalid_argument("there is no slot {" + name + "}");
}

/// `status? {place*} slow` as a template.
sentence_template read_template(const std::string& intent, const std::string& text) {
  sentence_template t;
  t.intent = intent;
  std::istringstream words(text);
  for (std::string one; words >> one;) {
    if (one.starts_with('{') && one.ends_with('}') && one.size() > 2) {
      auto name = one.substr(1, one.size() - 2);
      char how = '1';
      if (const auto last = name.back(); last == '?' || last == '*' || last == '+') {
        how = last;
        name.pop_back();
      }
      t.slots[slot_of(name)] = how;
    } else if (one.ends_with('?')) {
      one.pop_back();
      t.optional.push_back(one);
    } else {
      t.needed.push_back(one);
    }
  }
  return t;
}

} // namespace

void language::add(const std::string& phrase, const meaning& what) {
  std::istringstream words(phrase);
  std::string joined;
  std::size_t count = 0;
  for (std::string one; words >> one; ++count) {
    joined += (joined.empty() ? "" : " ") + one;
    vocabulary_.push_back(one);
  }
  if (count == 0)
    throw std::invalid_argument("an empty phrase");
  longest_ = std::max(longest_, count);
  const auto [there, added] = phrases_.emplace(joined, what);
  if (!added && (there->second.kind != what.kind || there->second.name != what.name))
    throw std::invalid_argument("\"" + joined + "\" means two things, " + there->second.name
                                + " and " + what.name);
}

void language::weaken(const std::string& phrase) {
  const auto found = phrases_.find(phrase);
  if (found == phrases_.end() || found->second.kind != item_kind::concept_)
    throw std::invalid_argument("\"" + phrase + "\" is weak, and no word of a concept");
  found->second.value = weak_word;
}

tl::expected<language, error> language::read(std::string_view json_text) {
  language made;
  try {
    const auto j = json::parse(json_text);
    made.name_ = j.at("language");
    for (const auto& word : j.at("fillers"))
      made.add(word, {item_kind::filler, ""});
    for (const auto& word : j.at("questions"))
      made.add(word, {item_kind::question, ""});
    for (const auto& word : j.at("marks"))
      made.add(word, {item_kind::mark, ""});
    for (const auto& word : j.at("breaks"))
      made.add(word, {item_kind::mark, "break"});
    constexpr std::array groups{
        std::pair{"words", item_kind::concept_}, std::pair{"pronouns", item_kind::pronoun},
        std::pair{"levels", item_kind::place}, std::pair{"classes", item_kind::agent_class}};
    for (const auto& [group, kind] : groups)
      for (const auto& [name, words] : j.at(group).items())
        for (const auto& word : words)
          made.add(word, {kind, name});
    for (const auto& word : j.at("weak"))
      made.weaken(word);
    made.doubts_ = j.at("doubts").get<std::vector<std::string>>();
    made.polite_ = j.at("polite").get<std::vector<std::string>>();
    for (const auto& [word, value] : j.at("numbers").items())
      made.add(word, {item_kind::number, "number", value});
    for (const auto& [word, value] : j.at("ordinals").items())
      made.add(word, {item_kind::number, "ordinal", value});
    for (const auto& [word, ms] : j.at("pasts").items())
      made.add(word, {item_kind::past, "", ms});
    for (const auto& [word, ms] : j.at("units").items())
      made.add(word, {item_kind::number, "unit", ms});
    for (const auto& [name, intent] : j.at("intents").items()) {
      made.intents_.push_back({name, intent.value("wish", false),
                               intent.at("tests").get<std::vector<std::string>>()});
      for (const auto& text : intent.at("templates"))
        made.templates_.push_back(read_template(name, text));
    }
  } catch (const std::exception& e) {
    return tl::unexpected(error{errc::parse_error,
                                "a language of talk cannot be read: " + std::string(e.what())});
  }
  auto& words = made.vocabulary_;
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return made;
}

const meaning* language::longest(const std::vector<std::string>& words, std::size_t from,
                                 std::size_t& taken) const {
  std::string joined;
  const meaning* best = nullptr;
  for (std::size_t i = from; i < words.size() && i < from + longest_; ++i) {
    if (words[i].empty()) // no plain word
      break;
    joined += (joined.empty() ? "" : " ") + words[i];
    if (const auto found = phrases_.find(joined); found != phrases_.end()) {
      best = &found->second;
      taken = i - from + 1;
    }
  }
  return best;
}

const intent_spec* language::intent(std::string_view name) const {
  const auto found = std::ranges::find(intents_, name, &intent_spec::name);
  return found == intents_.end() ? nullptr : &*found;
}

const std::vector<language>& languages() {
  static const auto all = [] {
    std::vector<language> read;
    for (const auto& file : language_files()) {
      auto one = language::read(file.text);
      if (!one) // a test reads each of them
        throw std::logic_error(std::string(file.name) + ": " + one.error().detail);
      read.push_back(*std::move(one));
    }
    return read;
  }();
  return all;
}

} // namespace mesh::console::talk
