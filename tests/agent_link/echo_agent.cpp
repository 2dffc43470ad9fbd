// The echo agent of the conformance suite (README.md) on the C++ client:
//   echo_agent [--signed] FILE
#include <csignal>
#include <cstdio>
#include <cstring>

#include "actors/work/function_work.hpp"
#include "actors/work/text.hpp"
#include "runtime/agent_client/agent_client.hpp"
#include "tests/agent_link/later.hpp"

using namespace mesh;

namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (unsigned char byte : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", byte);
    text += digits;
  }
  return text;
}

/// As far as the suite's texts need it: ASCII, and the letters of Latin-1.
std::string in_capitals(const std::string& text) {
  constexpr unsigned char latin = 0xc3; // the first byte of U+00C0 to U+00FF
  constexpr unsigned char sharp_s = 0x9f;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (c == latin && next == sharp_s) {
      out += "SS";
      ++i;
    } else if (c == latin && next >= 0xa0) {
      out += text[i];
      out += static_cast<char>(next - 0x20);
      ++i;
    } else {
      out += c < 0x80 ? static_cast<char>(std::toupper(c)) : text[i];
    }
  }
  return out;
}

work_result answer_to(const job& what) {
  const std::string text(what.payload);
  if (!is_utf8(text))
    return work_result::ready(hex(text));
  if (text == "conflict")
    return work_result::conflict("a", "b");
  if (text == "fail")
    return work_result::failed(errc::work_failed, "asked to fail");
  auto result = work_result::ready(in_capitals(text));
  if (text.starts_with("post ")) {
    const auto rest = text.substr(5);
    const auto space = rest.find(' ');
    if (auto to = parse_agent_id(rest.substr(0, space)))
      result.posts.push_back({*to, rest.substr(space + 1)});
  }
  return result;
}

agent_client::agent_client* running = nullptr;

} // namespace

int main(int argc, char** argv) {
  agent_client::client_options options;
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], "--signed") == 0)
      options.signed_deliveries = true;
    else
      options.file = argv[i];
  test::later timers;
  options.body = make_async_work(
      [&](const job& what, work_done done) {
        const std::string text(what.payload);
        constexpr auto a_moment = 100;
        int wait_ms = 0;
        if (text.starts_with("slow "))
          wait_ms = std::atoi(text.c_str() + 5);
        if (text.starts_with("progress")) {
          what.progress(0.5, "half");
          wait_ms = a_moment;
        }
        if (wait_ms == 0)
          return done(answer_to(what));
        timers.in(std::chrono::milliseconds(wait_ms), what.id,
                  [what, done = std::move(done)] { done(answer_to(what)); });
      },
      [&](message_id id) { timers.cancel(id); });
  options.log = [](const std::string& line) {
    std::fprintf(stderr, "%s\n", line.c_str());
  };
  auto agent = agent_client::agent_client::open(std::move(options));
  if (!agent) {
    std::fprintf(stderr, "error: %s\n", to_string(agent.error()).c_str());
    return 2;
  }
  running = agent->get();
  std::signal(SIGTERM, [](int) { running->stop(); }); // it only sets a flag
  const auto ended = (*agent)->run();
  if (!ended)
    std::fprintf(stderr, "error: %s\n", to_string(ended.error()).c_str());
  return ended ? 0 : 1;
}
