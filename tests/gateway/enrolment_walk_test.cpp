// X1: random acts on a book of enrolments, beside a model of a few lines that cannot be wrong.
#include <random>
#include <set>

#include "tests/gateway/enrolling.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

struct modelled_agent {
  std::set<std::uint16_t> bound; // keys that were ever the agent's
  bool suspended = false;
  bool revoked = false;
  std::size_t moments = 0;
};

class random_walk {
public:
  explicit random_walk(std::uint64_t seed) : random_(seed) {}

  void step() {
    now_ += pick(hour * 40);
    const auto name = std::string(1, static_cast<char>('a' + pick(4)));
    const auto n = static_cast<std::uint16_t>(pick(12));
    const auto before = book_.records.size();
    switch (pick(6)) {
    case 0:
      enroll(name);
      break;
    case 1:
    case 2:
      hello(name, n, pick(2) == 0 ? token_of(name) : "");
      break;
    case 3:
      rotate(name, n, static_cast<std::uint16_t>(pick(12)));
      break;
    case 4:
      act(name, static_cast<enrolment_act>(pick(4)));
      break;
    default:
      if (auto made = book_.book.placed(name, {0, 0, static_cast<std::uint8_t>(pick(3))}, now_);
          made && *made)
        book_.apply(**made);
    }
    for (auto i = before; i < book_.records.size(); ++i)
      ++model_[book_.records[i].agent].moments;
    compare();
  }

  /// Another book, from the records alone.
  void restored() const {
    gateway::enrolment_book again{book_.cfg};
    for (const auto& one : book_.records) {
      const auto read = gateway::decode_enrolment_record(encode(one));
      REQUIRE(read);
      REQUIRE(again.apply(*read));
    }
    REQUIRE(again == book_.book);
  }

  std::size_t let_in = 0;
  std::size_t kept_out = 0;

private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  std::string token_of(const std::string& name) { return name + std::to_string(tokens_[name]); }

  void enroll(const std::string& name) {
    const auto made =
        book_.book.enroll(order(name), name + std::to_string(tokens_[name] + 1), now_);
    if (!made)
      return;
    REQUIRE_FALSE(model_[name].revoked);
    ++tokens_[name];
    book_.apply(made->record);
  }

  void hello(const std::string& name, std::uint16_t n, const std::string& token) {
    const auto code = book_.hello(name, n, token, now_);
    auto& one = model_[name];
    if (code.empty() || code == "only_rotation") {
      ++let_in;
      REQUIRE_FALSE(one.revoked);
      REQUIRE_FALSE(one.suspended);
      REQUIRE((one.bound.contains(n) || !token.empty()));
      one.bound.insert(n);
    } else {
      ++kept_out;
    }
  }

  void rotate(const std::string& name, std::uint16_t from, std::uint16_t to) {
    const auto code = book_.rotate(name, from, to, now_);
    auto& one = model_[name];
    if (!code.empty())
      return;
    REQUIRE_FALSE(one.revoked);
    REQUIRE_FALSE(one.suspended);
    REQUIRE(one.bound.contains(from));
    one.bound.insert(to);
  }

  void act(const std::string& name, enrolment_act what) {
    if (!book_.act(name, what, now_).empty())
      return;
    auto& one = model_[name];
    REQUIRE_FALSE(one.revoked);
    one.revoked = what == enrolment_act::revoke;
    if (what == enrolment_act::suspend || what == enrolment_act::resume)
      one.suspended = what == enrolment_act::suspend;
  }

  /// What each key would meet now, without a token.
  void compare() {
    std::set<agent_id> taken;
    for (const auto& seen : book_.book.enrolled(now_)) {
      const auto& one = model_[seen.name];
      REQUIRE((seen.state == enrolment_state::revoked) == one.revoked);
      REQUIRE(book_.shown(seen.name, now_).history.size() == one.moments);
      for (std::uint16_t n = 0; n < 12; ++n) {
        const auto said = book_.book.check(seen.name, key(n), "", now_);
        if (said)
          REQUIRE((one.bound.contains(n) && !one.revoked && !one.suspended));
        // A key that does work is one that hello takes for that.
        if (book_.book.key_left_ms(seen.name, key(n), now_) > 0 && !one.suspended)
          REQUIRE((said && !said->only_rotation));
      }
      if (seen.id) {
        REQUIRE(taken.insert(*seen.id).second);
        REQUIRE(book_.book.name_of(*seen.id) == seen.name);
      }
    }
  }

  std::mt19937_64 random_;
  live_book book_;
  std::map<std::string, modelled_agent> model_;
  std::map<std::string, int> tokens_;
  std::uint64_t now_ = t0;
};

} // namespace

TEST_CASE("X1 whatever happens, nobody comes in with a key that was never bound, or after a "
          "revocation, and records alone give the same book",
          "[gateway]") {
  std::size_t let_in = 0;
  std::size_t kept_out = 0;
  for (auto seed : testing::seeds_to_run(20)) {
    CAPTURE(seed);
    random_walk walk(seed);
    for (int i = 0; i < 250; ++i)
      walk.step();
    walk.restored();
    let_in += walk.let_in;
    kept_out += walk.kept_out;
  }
  CHECK(let_in > 0);
  CHECK(kept_out > 0);
}
