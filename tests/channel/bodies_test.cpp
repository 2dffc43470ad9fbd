#include "messages/mesh.pb.h"
#include "tests/channel/bodies.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

/// Fields of a version to come.
std::string from_a_newer_version() {
  v1::Deadline empty;
  auto* unknown = empty.GetReflection()->MutableUnknownFields(&empty);
  unknown->AddVarint(18'999, 7);
  unknown->AddLengthDelimited(18'998, "what nobody knows yet");
  unknown->AddFixed64(18'997, ~0ULL);
  unknown->AddGroup(18'996)->AddVarint(1, 1);
  return empty.SerializeAsString();
}

/// What is let in can be passed on, and is what it was then.
template <class T>
bool is_refused_or_sound(std::string_view bytes) {
  T value;
  T again;
  return !read(bytes, value)
         || (read(bytes_of(value), again) && bytes_of(again) == bytes_of(value));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("M4 a body arrives as it was sent", "[channel]", all_bodies) {
  random_source random(first_seed());
  for (int round = 0; round < 300; ++round) {
    auto sent = random_body<TestType>(random);
    auto arrived = random_body<TestType>(random); // what was there is gone
    REQUIRE(read(bytes_of(sent), arrived));
    REQUIRE(same(arrived, sent));
    REQUIRE(bytes_of(arrived) == bytes_of(sent));
  }
}

TEMPLATE_LIST_TEST_CASE("M4 a body of a newer version is understood", "[channel]", all_bodies) {
  random_source random(first_seed());
  for (int round = 0; round < 30; ++round) {
    auto sent = random_body<TestType>(random);
    for (const auto& bytes :
         {bytes_of(sent) + from_a_newer_version(), from_a_newer_version() + bytes_of(sent)}) {
      TestType arrived;
      REQUIRE(read(bytes, arrived));
      REQUIRE(same(arrived, sent));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("M4 a body with one byte changed is refused or sound", "[channel]",
                        all_bodies) {
  random_source random(first_seed());
  for (auto& bytes : sample_bytes<TestType>(random, 3))
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const auto original = bytes[at];
      for (int bit = 0; bit < 8; ++bit) {
        bytes[at] = static_cast<char>(original ^ 1 << bit);
        REQUIRE(is_refused_or_sound<TestType>(bytes));
      }
      bytes[at] = original;
    }
}

TEMPLATE_LIST_TEST_CASE("M4 a body that was cut off is refused or sound", "[channel]",
                        all_bodies) {
  random_source random(first_seed());
  for (const auto& bytes : sample_bytes<TestType>(random, 10))
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      REQUIRE(is_refused_or_sound<TestType>(std::string_view(bytes).substr(0, size)));
      REQUIRE(is_refused_or_sound<TestType>(std::string_view(bytes).substr(size)));
    }
}

TEMPLATE_LIST_TEST_CASE("M4 any bytes are refused as a body or sound", "[channel]",
                        all_bodies) {
  random_source random(first_seed());
  for (int round = 0; round < 3'000; ++round)
    REQUIRE(is_refused_or_sound<TestType>(random_bytes(random, 30)));
}
