#include "messages/message.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

std::string hash_of(std::string payload, std::vector<std::string> parts = {}) {
  message m;
  m.payload = std::move(payload);
  m.parts = std::move(parts);
  return hash_of_payload(m);
}

} // namespace

TEST_CASE("M1 the payload hash tells every split of the same bytes apart", "[message]") {
  std::set<std::string> hashes;
  int count = 0;
  auto add = [&](const std::string& payload, const std::vector<std::string>& parts) {
    ++count;
    auto hash = hash_of(payload, parts);
    CHECK(hash.size() == 32);
    hashes.insert(hash);
  };
  add("", {});
  add("", {""});
  add("", {"", ""});
  add("abc", {});
  add("ab", {"c"});
  add("a", {"bc"});
  add("a", {"b", "c"});
  add("", {"abc"});
  add("", {"ab", "c"});
  add("", {"a", "bc"});
  add("", {"c", "ab"});
  add(std::string("abc\0", 4), {});
  CHECK(hashes.size() == static_cast<std::size_t>(count));
}

TEST_CASE("M1 the payload hash depends on the content alone", "[message]") {
  message m;
  m.payload = "text";
  auto hash = hash_of_payload(m);
  m.id = {7};
  m.source = "s00.c00.a01";
  m.payload_hash = hash;
  CHECK(hash_of_payload(m) == hash);
  CHECK(hash_of("Text") != hash);
}

TEST_CASE("M1 strategies and verbs have names of their own", "[message]") {
  std::set<std::string_view> names;
  for (auto how :
       {strategy::direct, strategy::broadcast, strategy::scatter_gather, strategy::pipeline})
    names.insert(to_string(how));
  for (auto what :
       {verb::observe, verb::orient, verb::decide, verb::act, verb::record, verb::sync})
    names.insert(to_string(what));
  CHECK(names.size() == 10);
}
