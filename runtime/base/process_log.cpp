#include "runtime/base/process_log.hpp"

#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "runtime/base/utf8.hpp"
#include "runtime/base/visible.hpp"

namespace mesh {

namespace {

/// The message as a JSON text, quotes and all that is not UTF-8 escaped.
class json_message : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& line, const std::tm&,
              spdlog::memory_buf_t& to) override {
    auto text = json_text(std::string(line.payload.data(), line.payload.size()));
    to.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_message>();
  }
};

/// The message with what agents and operators wrote made visible, and no line that
/// they could have made up.
class visible_message : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& line, const std::tm&,
              spdlog::memory_buf_t& to) override {
    const auto text = printable({line.payload.data(), line.payload.size()});
    to.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<visible_message>();
  }
};

} // namespace

void set_up_log(const runtime_config& cfg) {
  auto log = spdlog::stderr_color_mt("mesh");
  log->set_level(spdlog::level::from_str(cfg.log_level));
  auto lines = std::make_unique<spdlog::pattern_formatter>();
  if (cfg.log_json)
    lines->add_flag<json_message>('J').set_pattern(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%J})");
  else
    lines->add_flag<visible_message>('J').set_pattern(
        "[%Y-%m-%d %H:%M:%S.%e] [%n] [%^%l%$] %J");
  log->set_formatter(std::move(lines));
  spdlog::set_default_logger(std::move(log));
}

} // namespace mesh
