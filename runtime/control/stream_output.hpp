#pragma once
#include <optional>

#include "runtime/console/render.hpp"
#include "runtime/console/running/output.hpp"
#include "runtime/http/exchange.hpp"

namespace mesh::control {

/// The output of a script, as lines of JSON (CommandEvent in control.proto) on the
/// way to an operator elsewhere.
class stream_output final : public console::output {
public:
  stream_output(exchange& to, std::optional<console::render_style> text)
      : to_(to), text_(text) {}

  bool show(const console::outcome& what) override;
  void complain(std::string_view text) override { remark(text); }
  void remark(std::string_view text) override;
  void narrate(std::string_view text) override;
  void begin(const std::string& id);
  void end(console::exit_code code);
  [[nodiscard]] std::size_t bytes() const { return bytes_; } // written so far

private:
  [[nodiscard]] std::optional<console::render_style>
  style_for(const console::outcome& what) const;
  bool write(const nlohmann::ordered_json& line);
  exchange& to_;
  std::optional<console::render_style> text_;
  std::size_t bytes_ = 0;
};

/// `{"progress": {"elapsed_ms": 1200}}`
std::string progress_line(double elapsed_ms);

} // namespace mesh::control
