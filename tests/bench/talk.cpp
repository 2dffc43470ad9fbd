#include <array>
#include <string>

#include "runtime/console/language/parser.hpp"
#include "runtime/console/session.hpp"
#include "runtime/console/talk/understand.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

using namespace console;

/// Questions and wishes that are understood, and sentences that are not.
constexpr std::array<std::string_view, 16> sentences{
    "what's happening in sector 1?",
    "how are the gpu agents?",
    "which agents are slow?",
    "what are they stuck on?",
    "why is s01.c01.a02 slow?",
    "are there any conflicts?",
    "which breakers are open?",
    "what changed since this morning?",
    "compare sectors 1 and 2",
    "what do you recommend?",
    "freeze sector 2",
    "route around s00.c00.a01 and show me what they're stuck on",
    "why is s99.c99.a99 slow?",
    "how is the wether in sector 1?",
    "please paint every agent of sector 1 green",
    "if sector 1 is slow, then freeze it",
};

talk::known_names names_of(const local_mesh& mesh) {
  return {mesh.who().capabilities().names(), {"n1", "n2", "n3", "n4"}};
}

std::vector<double> understood_us(const talk::known_names& names, int rounds) {
  std::vector<double> us;
  for (int i = 0; i < rounds; ++i)
    for (const auto& sentence : sentences) {
      const stopwatch one;
      const auto meant = talk::understand(sentence, names);
      us.push_back(one.ms() * 1'000);
      if (meant && meant->empty())
        throw bench_failure("a sentence says nothing");
    }
  return us;
}

/// The floor: the words of the same sentences.
std::vector<double> words_us(int rounds) {
  std::vector<double> us;
  for (int i = 0; i < rounds; ++i)
    for (const auto& sentence : sentences) {
      const stopwatch one;
      if (!talk::words_of(sentence))
        throw bench_failure("a sentence has no words");
      us.push_back(one.ms() * 1'000);
    }
  return us;
}

/// Whole answers, with what the commands behind them look up.
std::vector<double> answered_ms(local_mesh& mesh) {
  session operators(mesh);
  std::vector<double> ms;
  for (const auto& sentence : sentences) {
    const auto line = parse_line("talk \"" + std::string(sentence) + "\"");
    if (!line || !*line)
      throw bench_failure("talk is no command");
    const stopwatch one;
    operators.execute(**line);
    ms.push_back(one.ms());
  }
  return ms;
}

double longest_ms(const talk::known_names& names) {
  constexpr std::size_t bytes = 65'536;
  std::string sentence;
  while (sentence.size() < bytes)
    sentence += "how is sector 1 and ";
  const stopwatch one;
  if (talk::understand(sentence, names))
    throw bench_failure("a sentence of 64 KB is understood");
  return one.ms();
}

} // namespace

/// N1: a sentence is understood or not; the floor is that it is read as words.
void talk(const bench_options& o) {
  const int rounds = o.quick ? 3 : 500;
  local_mesh mesh(quiet_config(o.size));
  cascade_ms(mesh);
  const auto names = names_of(mesh);
  std::vector<double> p50, p99, floor_p50, answers, longest, ratios;
  for (int i = 0; i < o.repetitions; ++i) {
    const auto mine = understood_us(names, rounds);
    const auto floor = words_us(rounds);
    p50.push_back(quantile(mine, 0.5) / 1'000);
    p99.push_back(quantile(mine, 0.99) / 1'000);
    floor_p50.push_back(quantile(floor, 0.5) / 1'000);
    ratios.push_back(p50.back() / floor_p50.back());
    longest.push_back(longest_ms(names));
    const auto whole = answered_ms(mesh);
    answers.insert(answers.end(), whole.begin(), whole.end());
  }
  print({{"bench", "talk"},
         {"agents", o.size.agents},
         {"understood_p50_ms", rounded(median(p50))},
         {"understood_p99_ms", rounded(median(p99))},
         {"of_64_kb_ms", rounded(median(longest))},
         {"answered_p50_ms", rounded(quantile(answers, 0.5))},
         {"answered_p99_ms", rounded(quantile(answers, 0.99))},
         {"floor_p50_ms", rounded(median(floor_p50))},
         {"ratio", rounded(median(ratios))}});
}

} // namespace mesh::bench
