#include "runtime/base/utc.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

#include "messages/working_hours.hpp"

namespace mesh {

std::string utc(std::uint64_t at_ms) {
  auto seconds = static_cast<std::time_t>(at_ms / 1'000);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr)
    return std::to_string(at_ms) + " ms";
  std::array<char, 32> text{};
  auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  auto fraction = std::to_string(1'000 + at_ms % 1'000).substr(1);
  return std::string(text.data(), length) + "." + fraction + "Z";
}

namespace {

/// Takes a text apart from its start; what does not fit makes all of it wrong.
class time_reader {
public:
  explicit time_reader(std::string_view text) : rest_(text) {}
  int digits(std::size_t count, int most) {
    int value = 0;
    const auto word = rest_.substr(0, count);
    (void)std::from_chars(word.data(), word.data() + word.size(), value);
    fits_ = fits_ && word.size() == count && value <= most
            && word.find_first_not_of("0123456789") == std::string_view::npos;
    rest_.remove_prefix(word.size());
    return value;
  }
  bool has(std::string_view any_of) const {
    return !rest_.empty() && any_of.find(rest_.front()) != std::string_view::npos;
  }
  void skip(std::string_view any_of) {
    fits_ = fits_ && has(any_of);
    rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool fits() const { return fits_; }

private:
  std::string_view rest_;
  bool fits_ = true;
};

} // namespace

std::optional<std::uint64_t> parse_time(std::string_view text) {
  using namespace std::chrono;
  time_reader read(text);
  const year y(read.digits(4, 9'999));
  read.skip("-");
  const month m(static_cast<unsigned>(read.digits(2, 12)));
  read.skip("-");
  const std::chrono::day d(static_cast<unsigned>(read.digits(2, 31)));
  read.skip(" T");
  auto since_midnight = seconds(0) + hours(read.digits(2, 23));
  read.skip(":");
  since_midnight += minutes(read.digits(2, 59));
  if (read.has(":")) {
    read.skip(":");
    since_midnight += seconds(read.digits(2, 59));
  }
  const auto offset = read.rest().empty() ? std::optional(0) : parse_utc_offset(read.rest());
  const year_month_day date{y, m, d};
  if (!read.fits() || !offset || !date.ok())
    return std::nullopt;
  const auto at = sys_days(date) + since_midnight - minutes(*offset);
  const auto ms = duration_cast<milliseconds>(at.time_since_epoch()).count();
  return ms < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(ms));
}

} // namespace mesh
