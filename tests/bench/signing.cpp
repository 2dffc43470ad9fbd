#include <tuple>

#include "runtime/gateway/link_signatures.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

namespace keys = identity::ed25519;

constexpr std::size_t answers_at_once = 100;

/// How often it can be done in a second, on one core.
template <class Once>
double per_second(duration counting, Once once) {
  std::uint64_t times = 0;
  cpu_watch cpu;
  const auto enough_ms = to_ms(counting);
  while (cpu.ms() < enough_ms) {
    once();
    ++times;
  }
  constexpr double ms_per_s = 1'000;
  return static_cast<double>(times) * ms_per_s / cpu.ms();
}

/// The answers of one message, as a client signs them and the mesh checks them.
std::string batch_of(std::size_t answers) {
  gateway::answers_proof proof{std::string_view("0123456789abcdef0123456789abcdef"), 1, {}};
  for (std::size_t i = 0; i < answers; ++i) {
    const auto name = "agent-" + std::to_string(i);
    proof.answers.push_back(
        digest_of(gateway::answer_content{name, "1-2-3", 1, "an answer", "", "", ""}));
  }
  return signed_bytes(proof);
}

} // namespace

/// Ed25519 as agent links use it, and what a signature costs an answer: alone, and in a batch
/// of a hundred, with the digest of each.
void signing(const bench_options& o) {
  const auto key = keys::signing_key::make().value();
  const auto one = batch_of(1);
  const auto said = key.sign(one);
  std::vector<double> signs, verifies, batched;
  for (int i = 0; i < o.repetitions; ++i) {
    signs.push_back(per_second(o.counting, [&] { std::ignore = key.sign(one); }));
    verifies.push_back(per_second(o.counting, [&] {
      if (!keys::verify(key.shared(), one, said))
        throw bench_failure("a good signature is refused");
    }));
    const auto many = batch_of(answers_at_once);
    const auto said_once = key.sign(many);
    batched.push_back(static_cast<double>(answers_at_once) * per_second(o.counting, [&] {
                        if (!keys::verify(key.shared(), batch_of(answers_at_once), said_once))
                          throw bench_failure("a good signature is refused");
                      }));
  }
  constexpr double us_per_s = 1e6;
  print({{"bench", "signing"},
         {"agents", 1},
         {"signatures_per_s", median(signs)},
         {"verifications_per_s", median(verifies)},
         {"us_a_signature", us_per_s / median(signs)},
         {"us_a_verification", us_per_s / median(verifies)},
         {"batched_answers_verified_per_s", median(batched)},
         {"us_an_answer_in_a_batch", us_per_s / median(batched)},
         // of one verification for each answer, to one for a batch of them
         {"ratio", median_ratio(verifies, batched)}});
}

} // namespace mesh::bench
