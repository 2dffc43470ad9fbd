// O7: what fails and how breakers change, as it happens.
#include <thread>

#include "messages/failure_event.hpp"
#include "runtime/console/results.hpp"
#include "runtime/console/visible.hpp"
#include "runtime/control/api.hpp"
#include "runtime/control/exchange.hpp"

namespace mesh::control {

namespace {

using json = nlohmann::ordered_json;

/// Finds what is new in the log since the last look.
class event_reader {
public:
  explicit event_reader(const event_log& log) : log_(log), seen_(total(0).second) {}

  /// The oldest first; those that had to make room meanwhile are missing.
  std::vector<failure_event> next() {
    if (total(0).second == seen_)
      return {};
    auto [page, now] = total(most_at_once);
    const auto fresh = std::min<std::uint64_t>(now - seen_, page.events.size());
    seen_ = now;
    return {page.events.rend() - static_cast<std::ptrdiff_t>(fresh), page.events.rend()};
  }

private:
  static constexpr std::size_t most_at_once = 10'000;

  /// The newest, and how many there ever were, both of one moment.
  [[nodiscard]] std::pair<event_log::page, std::uint64_t> total(std::size_t limit) const {
    for (;;) {
      const auto before = log_.dropped();
      auto page = log_.newest({}, limit);
      if (log_.dropped() == before)
        return {page, before + page.total};
    }
  }

  const event_log& log_;
  std::uint64_t seen_;
};

std::string line_of(double at_s, const char* kind, const scope& where,
                    const std::string& text) {
  const json line{{"at_s", at_s}, {"kind", kind}, {"where", to_string(where)}, {"line", text}};
  return console::json_text(line) + "\n";
}

} // namespace

void api::events(exchange& x) {
  const auto at_s = [&](time_point at) {
    return console::rounded(to_ms(at - mesh_.started()) / 1'000);
  };
  event_reader failures(mesh_.events());
  auto breakers = mesh_.events().breakers_noted();
  x.begin(lines_type, [] { return std::string("\n"); });
  while (!x.gone()) {
    for (const auto& e : failures.next())
      x.write(line_of(at_s(e.at), "failure", e.where, to_string(e, mesh_.started())));
    for (const auto& note : mesh_.events().breakers_since(breakers)) {
      x.write(line_of(at_s(note.at), "breaker", note.what.where, to_string(note.what)));
      ++breakers;
    }
    std::this_thread::sleep_for(from_ms(limits_.events_period_ms));
  }
  x.finish();
}

} // namespace mesh::control
