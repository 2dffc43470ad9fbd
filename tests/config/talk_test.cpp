// N1: which models a configuration may name.
#include "tests/config/support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

lines problems_of_model(const std::string& model) {
  return lines_of(R"({"talk": {"model": )" + model + "}}");
}

} // namespace

TEST_CASE("N1 no model is asked by default, and one that is named is read whole", "[config]") {
  CHECK(config{}.talk.model.url.empty());
  const auto loaded = load_config(R"({"talk": {"model": {
    "url": "http://127.0.0.1:8080/v1", "name": "qwen", "plain_http": true,
    "private_addresses": true, "timeout_ms": 500, "key_file": "key"}}})");
  REQUIRE(loaded);
  CHECK(loaded->talk.model.name == "qwen");
  CHECK(loaded->talk.model.timeout_ms == 500);
  CHECK(loaded->talk.model.key_file == "key");
  CHECK(loaded->talk.model.answer_bytes == talk_model_config{}.answer_bytes);
}

TEST_CASE("N1 a model that cannot be asked is a problem with its place and its remedy",
          "[config]") {
  CHECK(problems_of_model(R"({"url": "http://a/v1", "name": "m"})")
        == lines{"/talk/model/url: found \"http://a/v1\"; expected https://, or "
                 "talk.model.plain_http to be true where nobody else can listen"});
  CHECK(problems_of_model(R"({"url": "https://a/v1?x=1", "name": "m"})")
        == lines{"/talk/model/url: found \"https://a/v1?x=1\"; expected a URL without a "
                 "query: /chat/completions is added to it"});
  CHECK(problems_of_model(R"({"url": "https://me:pw@a/v1", "name": "m"})").front().find("pw")
        == std::string::npos);
  CHECK(problems_of_model(R"({"url": "https://a/v1"})").size() == 1);
  CHECK(problems_of_model(R"({"url": "https://a/v1", "name": "a b"})").size() == 1);
  CHECK(problems_of_model(R"({"url": "https://a/v1", "name": "m", "key": "sk-1"})").size()
        == 1); // a key has no place in a configuration
}
