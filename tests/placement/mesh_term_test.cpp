#include "runtime/placement/mesh_term.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

node_greeting from(const std::string& name, session_id session, std::uint64_t mesh,
                   std::uint64_t term) {
  node_greeting g;
  g.name = name;
  g.session = session;
  g.knows.id = mesh;
  g.knows.term = term;
  return g;
}

stored_placement at_term(std::uint64_t mesh, std::uint64_t term) {
  stored_placement stored;
  stored.mesh = mesh;
  stored.term = term;
  return stored;
}

} // namespace

TEST_CASE("R2 a mesh begins when something is placed, and only once", "[placement]") {
  mesh_term term({}, 77);
  CHECK(term.id() == 0);
  term.begin();
  CHECK(term.id() == 77);
  mesh_term known(at_term(5, 1), 77);
  known.begin();
  CHECK(known.id() == 5);
}

TEST_CASE("R2 a hub that knows less than a node is behind until it has caught up",
          "[placement]") {
  mesh_term term(at_term(5, 10), 77);
  CHECK_FALSE(term.learn(from("n1", 1, 5, 10))); // as much
  CHECK_FALSE(term.learn(from("n1", 1, 6, 90))); // of another mesh
  CHECK(term.is_other(from("n1", 1, 6, 90).knows));
  CHECK_FALSE(term.learn(from("n1", 1, 0, 90))); // knows of none
  CHECK_FALSE(term.is_behind());
  CHECK(term.learn(from("n2", 2, 5, 12)));
  CHECK(term.is_behind());
  CHECK(term.informant() == "n2");
  CHECK(term.term() == 12);
  CHECK(term.learn(from("n3", 3, 5, 11))); // of those who know less others may be told
  CHECK(term.informant() == "n2");
  term.caught_up();
  CHECK_FALSE(term.is_behind());
  CHECK_FALSE(term.learn(from("n2", 2, 5, 12)));
}

TEST_CASE("R2 what a node knows of this hub's own terms is nothing new", "[placement]") {
  mesh_term term(at_term(5, 10), 77);
  term.note_told({"n1", 1});
  term.stored_as(11);
  CHECK_FALSE(term.learn(from("n1", 1, 5, 11)));
  CHECK(term.learn(from("n2", 2, 5, 11))); // which this hub has not told it
}

TEST_CASE("R2 an operator who adopts what is there waits for no stranger", "[placement]") {
  mesh_term term(at_term(5, 10), 77);
  CHECK(term.learn(from("n2", 2, 5, 12)));
  term.note_stranger({"n9", 9});
  term.note_stranger({"n9", 9});
  CHECK(term.strangers().size() == 1);
  term.forget_stranger({"n9", 8}); // another process
  CHECK(term.strangers().size() == 1);
  term.adopt();
  CHECK(term.strangers().empty());
  CHECK_FALSE(term.is_behind());
  CHECK_FALSE(term.learn(from("n2", 2, 5, 12)));
}
