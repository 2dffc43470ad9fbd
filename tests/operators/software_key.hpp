#pragma once
#include <cstdint>
#include <string>

#include "runtime/identity/openssl.hpp"
#include "runtime/operators/relying_party.hpp"

namespace mesh::test {

/// The page on which a key is touched.
struct key_page {
  std::string challenge; // bytes
  std::string origin = "http://localhost:7480";
  std::string domain = "localhost";
  std::string type = {}; // empty: as it should be
  bool crossed = false;
};
/// The key's own account of the touch.
struct key_answer {
  unsigned char flags = 0x05; // the person was present, and verified
  std::uint32_t counter = 0;
};

/// A security key made of software, as a browser would use it; and one that does wrong.
class software_key {
public:
  enum class algorithm { es256, eddsa, rs256 };
  explicit software_key(algorithm of = algorithm::es256, std::string id = "a key's id");

  using page = key_page;
  using answer = key_answer;
  [[nodiscard]] made_key made(const page& at, const answer& how = {}) const;
  [[nodiscard]] touched_key touched(const page& at, const answer& how = {}) const;
  [[nodiscard]] const std::string& id() const { return id_; }

private:
  [[nodiscard]] std::string public_cose() const;
  [[nodiscard]] std::string sign(const std::string& bytes) const;
  algorithm of_;
  std::string id_;
  identity::key_ptr key_;
};

} // namespace mesh::test
