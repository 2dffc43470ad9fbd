#include "supervisors/strategy.hpp"

#include <numeric>

namespace mesh {

namespace {

std::vector<std::size_t> from(std::size_t first, std::size_t children) {
  std::vector<std::size_t> places(children - first);
  std::iota(places.begin(), places.end(), first);
  return places;
}

struct only_itself final : supervision_strategy {
  [[nodiscard]] std::string_view name() const override { return "one_for_one"; }
  [[nodiscard]] std::vector<std::size_t> affected(std::size_t failed,
                                                  std::size_t) const override {
    return {failed};
  }
};

struct itself_and_later final : supervision_strategy {
  [[nodiscard]] std::string_view name() const override { return "rest_for_one"; }
  [[nodiscard]] std::vector<std::size_t> affected(std::size_t failed,
                                                  std::size_t children) const override {
    return from(failed, children);
  }
};

struct everyone final : supervision_strategy {
  [[nodiscard]] std::string_view name() const override { return "one_for_all"; }
  [[nodiscard]] std::vector<std::size_t> affected(std::size_t,
                                                  std::size_t children) const override {
    return from(0, children);
  }
};

} // namespace

verdict supervision_strategy::decide(const child_failure& what) const {
  return should_restart(what.kind, what.exit) ? verdict::restart : verdict::leave;
}

strategy_ptr one_for_one() {
  static const strategy_ptr shared = std::make_shared<only_itself>();
  return shared;
}

strategy_ptr rest_for_one() {
  static const strategy_ptr shared = std::make_shared<itself_and_later>();
  return shared;
}

strategy_ptr one_for_all() {
  static const strategy_ptr shared = std::make_shared<everyone>();
  return shared;
}

tl::expected<strategy_ptr, error> parse_strategy(std::string_view name) {
  for (const auto& known : {one_for_one(), rest_for_one(), one_for_all()})
    if (known->name() == name)
      return known;
  return tl::unexpected(error{errc::invalid_argument,
                              "no strategy is called \"" + std::string(name) + "\"",
                              "one_for_one, rest_for_one or one_for_all"});
}

} // namespace mesh
