// Functions behind URLs, called over real sockets: X1, X5, M3, M4.
#include <nlohmann/json.hpp>

#include "actors/work/http/webhook_signature.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "tests/calls/caller.hpp"

using namespace mesh;
using namespace mesh::calls;
using namespace mesh::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
namespace ed25519 = mesh::identity::ed25519;

TEST_CASE("X1 a function is called with a signed job, and its answer is the result",
          "[calls]") {
  scripted_function f(always(good));
  caller t;
  const auto result = t.call(f);
  CAPTURE(result.detail);
  CHECK(result.failure == errc::none);
  CHECK(result.value == "done");
  CHECK(result.round_trip_ms >= 0);
  CHECK(result.processing_ms >= 0);

  REQUIRE(f.received().size() == 1);
  const auto call = f.received()[0];
  CHECK(call.target == "/f?x=1");
  CHECK(call.headers.at("host") == "127.0.0.1:" + std::to_string(f.port()));
  CHECK(call.headers.at("content-type") == "application/json");
  CHECK(nlohmann::json::parse(call.body)["text"] == "hello");
  const auto& id = call.headers.at("webhook-id");
  CHECK(id == "0000000000000007-s01-c02-a03");
  const auto sent_s = std::stoll(call.headers.at("webhook-timestamp"));
  CHECK(std::abs(sent_s - identity::seconds_now()) < 60);
  const auto said = some_key().sign(webhook_signed_text(id, sent_s, call.body));
  CHECK(call.headers.at("webhook-signature") == webhook_signature(ed25519::bytes_of(said)));
}

TEST_CASE("M4 a function that breaks down is called again, by the same name", "[calls]") {
  scripted_function f(in_order(
      {answer_text(503, "wait", "Retry-After: 0\r\n"), answer_text(429, "slow"), "", good}));
  caller t;
  const auto result = t.call(f);
  CAPTURE(result.detail);
  CHECK(result.value == "done");
  const auto calls = f.received();
  REQUIRE(calls.size() == 4);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    CHECK(calls[i].headers.at("webhook-id") == calls[0].headers.at("webhook-id"));
    CHECK(nlohmann::json::parse(calls[i].body)["attempt"] == i);
  }
}

TEST_CASE("M4 a function that goes on breaking down fails by name, after its attempts",
          "[calls]") {
  scripted_function f(always(answer_text(500, "out of memory")));
  caller t;
  const auto result = t.call(f);
  CHECK(result.failure == errc::call_failed);
  CHECK_THAT(result.detail, ContainsSubstring(f.url()) && ContainsSubstring("out of memory")
                                && ContainsSubstring("after 4 attempts"));
  CHECK(f.received().size() == 4);
}

TEST_CASE("M3 a job that acts is never POSTed twice", "[calls]") {
  const auto bytes =
      GENERATE(as<std::string>{}, answer_text(500, "oops"), "",
               "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{", "nonsense\r\n\r\n");
  CAPTURE(bytes);
  scripted_function f(always(bytes));
  caller t;
  const auto result = t.call(f, "act");
  CHECK(result.failure == errc::unknown);
  CHECK_THAT(result.detail, ContainsSubstring(f.url()));
  CHECK(f.received().size() == 1);
}

TEST_CASE("M3 a job that acts waits for a function that is not there yet", "[calls]") {
  std::uint16_t port = 0;
  {
    scripted_function gone(always(good));
    port = gone.port();
  }
  caller t;
  const auto result = t.call({.url = "http://127.0.0.1:" + std::to_string(port) + "/"}, "act");
  CHECK(result.failure == errc::agent_offline);
  CHECK_THAT(result.detail,
             ContainsSubstring("Connection refused") && ContainsSubstring("after 4 attempts"));
}

TEST_CASE("X5 a redirect is not followed", "[calls]") {
  scripted_function elsewhere(always(good));
  scripted_function f(always(answer_text(307, "", "Location: " + elsewhere.url() + "\r\n")));
  caller t;
  const auto result = t.call(f);
  CHECK(result.failure == errc::call_refused);
  CHECK_THAT(result.detail, ContainsSubstring("redirects are not followed")
                                && ContainsSubstring(elsewhere.url()));
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("X5 a special address is not connected to, by whatever name it is called",
          "[calls]") {
  const auto host = GENERATE(as<std::string>{}, "127.0.0.1", "localhost");
  scripted_function f(always(good));
  auto limits = loopback();
  limits.private_addresses = false;
  caller t(limits);
  const auto result = t.call({.url = f.url(host)});
  CHECK(result.failure == errc::call_denied);
  CHECK_THAT(result.detail, ContainsSubstring("a special address (loopback)")
                                && ContainsSubstring("calls.private_addresses"));
  CHECK(f.connections() == 0);
}

TEST_CASE("X5 a host that is not listed is not called, nor http where it is not allowed",
          "[calls]") {
  scripted_function f(always(good));
  auto limits = loopback();
  limits.hosts = {"localhost"};
  CHECK(caller(limits).call(f).failure == errc::call_denied);
  limits = loopback();
  limits.plain_http = false;
  CHECK(caller(limits).call(f).failure == errc::call_denied);
  CHECK(caller(limits).call({.url = "nonsense"}).failure == errc::call_denied);
  CHECK(f.connections() == 0);
}

TEST_CASE("an answer that is larger than it may be is not read to its end", "[calls]") {
  const auto bytes = GENERATE(as<std::string>{}, answer_text(200, std::string(1'000, ' ')),
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n"
                                  + std::string(1'024, ' '),
                              "HTTP/1.1 200 OK\r\n\r\n" + std::string(1'000, ' '));
  scripted_function f(always(bytes));
  caller t;
  const auto result = t.call({.url = f.url(), .answer_bytes = 999});
  CHECK(result.failure == errc::call_answer_limit);
  CHECK_THAT(result.detail,
             ContainsSubstring("more than 999 bytes") && ContainsSubstring("answer_bytes"));
  CHECK(f.received().size() == 1);
}

TEST_CASE("a header without an end, and bytes that are no HTTP, are named", "[calls]") {
  auto limits = loopback();
  limits.attempts = 1;
  const auto bytes =
      GENERATE(as<std::string>{}, "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'),
               "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 2x0 OK\r\n\r\n");
  scripted_function f(always(bytes));
  const auto result = caller(limits).call(f);
  CHECK(result.failure == errc::call_failed);
  CHECK_THAT(result.detail, ContainsSubstring(f.url()));
}

TEST_CASE("an answer that was announced is waited for", "[calls]") {
  scripted_function f(always("HTTP/1.1 102 Processing\r\n\r\n" + good));
  CHECK(caller().call(f).value == "done");
}

TEST_CASE("an answer of another type than JSON is named", "[calls]") {
  scripted_function f(always(answer_text(200, "<p>hi</p>", "Content-Type: text/html\r\n")));
  const auto result = caller().call(f);
  CHECK(result.failure == errc::call_bad_answer);
  CHECK_THAT(result.detail, ContainsSubstring("text/html"));
}

TEST_CASE("a function that never answers is given up after timeout_ms, or its caller's time",
          "[calls]") {
  constexpr double usable_ms = 1'000; // for the request to have come by then, on a busy machine
  const auto by_caller = GENERATE(true, false);
  const auto verb = by_caller ? "decide" : "act";
  scripted_function f(silent);
  caller t;
  const auto result = t.call({.url = f.url(), .timeout_ms = by_caller ? 60'000.0 : usable_ms},
                             verb, by_caller ? from_ms(usable_ms) : duration(1min));
  REQUIRE(f.received().size() == 1);
  CHECK(result.failure == (by_caller ? errc::call_timeout : errc::unknown));
  CHECK_THAT(result.detail, ContainsSubstring("did not answer in time"));
  CHECK(f.waits_for_hangups(1));
}

TEST_CASE("a peer that accepts and does no TLS is given up after connect_timeout_ms",
          "[calls]") {
  scripted_function f(silent);
  auto limits = loopback();
  limits.connect_timeout_ms = 500;
  limits.attempts = 1;
  caller t(limits);
  auto url = f.url();
  url.replace(0, 4, "https");
  const auto result = t.call({.url = url}, "act");
  CHECK(result.failure == errc::agent_offline); // nothing of the job has left
  CHECK_THAT(result.detail, ContainsSubstring("no secure connection"));
}

TEST_CASE("M3 a call that is cancelled ends its request, and others go on", "[calls]") {
  scripted_function f(silent);
  scripted_function other(always(good));
  caller t;
  auto never = t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(1));
  t.cancel_newest();
  CHECK(f.waits_for_hangups(1));
  CHECK(t.call(other).value == "done");
  t.end();
  CHECK(is_dropped(never)); // its caller has left
}

TEST_CASE("M3 a cancelled call is not tried again", "[calls]") {
  auto limits = loopback();
  limits.retry_ms = limits.longest_retry_ms = 3'600'000;
  limits.at_once = 1;
  scripted_function f(always(answer_text(500, "")));
  scripted_function other(always(good));
  caller t(limits);
  auto never = t.begin({.url = f.url()}, "decide", 10h);
  REQUIRE(f.waits_for_requests(1));
  t.cancel_newest();
  CHECK(t.call(other).value == "done"); // at its place
  t.end();
  CHECK(f.received().size() == 1);
  CHECK(is_dropped(never));
}

TEST_CASE("calls beyond at_once wait, and one more than may wait is refused", "[calls]") {
  scripted_function f(silent);
  auto limits = loopback();
  limits.at_once = 1;
  limits.waiting = 1;
  caller t(limits);
  scripted_function other(always(good));
  auto never = t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(1));
  auto waits = t.begin({.url = other.url()});
  const auto refused = t.call(other);
  CHECK(refused.failure == errc::queue_full);
  CHECK_THAT(refused.detail, ContainsSubstring("calls.waiting (1)"));
  CHECK(other.connections() == 0);
  t.end();
  CHECK(is_dropped(waits));
}

TEST_CASE("a call gets the place of one that has ended", "[calls]") {
  scripted_function f(always(good));
  auto limits = loopback();
  limits.at_once = 1;
  caller t(limits);
  std::vector<std::future<work_result>> all;
  for (std::uint64_t id = 1; id <= 20; ++id)
    all.push_back(t.begin({.url = f.url()}, "decide", 1min, id));
  for (auto& one : all)
    CHECK(caller::result_of(std::move(one)).value == "done");
  CHECK(f.received().size() == 20);
}

TEST_CASE("a host that no server of names knows is named", "[calls]") {
  auto limits = loopback();
  limits.hosts = {"nobody.invalid"};
  limits.attempts = 1;
  const auto result = caller(limits).call({.url = "http://nobody.invalid/"});
  CHECK(result.failure == errc::agent_offline);
  CHECK_THAT(result.detail, ContainsSubstring("the host nobody.invalid is not found"));
}

TEST_CASE("X5 an authority that cannot be read is named", "[calls]") {
  auto limits = loopback();
  limits.ca = "missing.pem";
  const auto opened = web_client::start(limits, some_key());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == errc::certificate_invalid);
  CHECK_THAT(opened.error().detail, ContainsSubstring("missing.pem"));
  CHECK_THAT(opened.error().remedy, ContainsSubstring("calls.ca"));
}
