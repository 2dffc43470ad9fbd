#include "examples/word_counter.hpp"

#include <algorithm>
#include <istream>
#include <optional>
#include <vector>

#include "actors/work/function_work.hpp"
#include "examples/word_tally.hpp"

namespace {

constexpr auto capability = "count";

std::size_t capable_agents(const mesh::local_mesh& mesh) {
  mesh::routing_request wanted;
  if (auto set = mesh.who().capabilities().resolve({capability}))
    wanted.capabilities = *set;
  else
    return 0;
  std::size_t count = 0;
  mesh.agents().read().each_page({}, [&](const mesh::cluster_page& page) {
    for (const auto& row : page.rows)
      if (why_not_routable(row, wanted, mesh.rules()) == mesh::errc::none)
        ++count;
  });
  return count;
}

std::vector<std::string> read_pieces(std::istream& text, std::size_t most, std::size_t bytes) {
  std::vector<std::string> pieces;
  while (pieces.size() < most && text) {
    std::string piece(bytes, '\0');
    text.read(piece.data(), static_cast<std::streamsize>(bytes));
    piece.resize(static_cast<std::size_t>(text.gcount()));
    if (!piece.empty())
      pieces.push_back(std::move(piece));
  }
  return pieces;
}

/// One round: each piece is counted, by another agent when the first does not.
class counting_round {
public:
  explicit counting_round(std::vector<std::string> pieces)
      : pieces_(std::move(pieces)), tallies_(pieces_.size()) {}

  tl::expected<word_tally, mesh::error> run(mesh::local_mesh& mesh, int attempts) {
    mesh::error last;
    for (int i = 0; i < attempts; ++i) {
      auto open = uncounted();
      if (open.empty())
        return sum();
      last = scatter(mesh, open);
    }
    if (auto open = uncounted(); !open.empty())
      return tl::unexpected(
          mesh::error{last.code,
                      std::to_string(open.size()) + " of " + std::to_string(pieces_.size())
                          + " pieces were not counted after " + std::to_string(attempts)
                          + " attempts: " + last.detail,
                      last.remedy});
    return sum();
  }

private:
  [[nodiscard]] std::vector<std::size_t> uncounted() const {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tallies_.size(); ++i)
      if (!tallies_[i])
        open.push_back(i);
    return open;
  }
  /// Why some were not counted, if so.
  mesh::error scatter(mesh::local_mesh& mesh, const std::vector<std::size_t>& open) {
    mesh::scatter_request request;
    request.what.capabilities = {capability};
    for (auto i : open)
      request.what.parts.push_back(pieces_[i]);
    request.scheduled = false; // at once: what counts is the sum, not the moment
    request.window_ms = mesh.cfg().coordination.gather_timeout_ms;
    auto result = mesh.scatter(std::move(request));
    mesh::error why = result.failure;
    for (const auto& group : result.summary.exceptions)
      why = {group.reason, std::string(to_string(group.kind)) + " " + group.detail};
    for (const auto& answer : result.summary.parts)
      if (auto counted = parse_tally(answer.value))
        tallies_[open[answer.part]] = *counted;
      else
        why = counted.error();
    return why;
  }
  [[nodiscard]] word_tally sum() const {
    word_tally all;
    for (const auto& t : tallies_)
      all = all + *t;
    return all;
  }

  std::vector<std::string> pieces_;
  std::vector<std::optional<word_tally>> tallies_;
};

} // namespace

mesh::work_override counting_agents(mesh::scope where) {
  auto count = [](const mesh::job& what) {
    return mesh::work_result::ready(to_string(tally(what.payload)));
  };
  return {where, {capability}, [count](const auto&) {
            return mesh::make_function_work(count);
          }};
}

tl::expected<std::uint64_t, mesh::error> count_words(mesh::local_mesh& mesh, std::istream& text,
                                                     int attempts) {
  const auto& limits = mesh.cfg().limits;
  auto most = std::min(capable_agents(mesh), static_cast<std::size_t>(limits.parts));
  if (most == 0)
    return tl::unexpected(
        mesh::error{mesh::errc::no_capable_agent, "no agent of this mesh can count"});
  word_tally all;
  while (text) {
    auto pieces = read_pieces(text, most, static_cast<std::size_t>(limits.payload_bytes));
    auto some = counting_round(std::move(pieces)).run(mesh, attempts);
    if (!some)
      return tl::unexpected(some.error());
    all = all + *some;
  }
  if (text.bad())
    return tl::unexpected(mesh::error{mesh::errc::io_error, "cannot be read to its end"});
  return all.words();
}
