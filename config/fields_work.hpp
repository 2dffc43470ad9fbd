#pragma once
#include "config/calls.hpp"
#include "config/config.hpp"
#include "config/field_rules.hpp"

/// The fields of work that is done elsewhere: by programs, behind URLs and by people; a part of
/// config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<command_work_config> auto& c) {
  visit("argv", c.argv, list_of<text>{{}, 1, 1'024},
        "The program and its arguments; no shell reads them.", presence::required);
  visit("env", c.env, list_of<text>{{}, 0, 256},
        "Its environment beside PATH, HOME, TMPDIR, TZ and the language: NAME=value, or "
        "NAME as the mesh itself has it.");
  visit("timeout_ms", c.timeout_ms, timeout_ms, "Killed, with its children, after this.");
  visit("memory_bytes", c.memory_bytes, range<std::int64_t>{1 << 20, std::int64_t{1} << 40},
        "Largest address space.");
  visit("output_bytes", c.output_bytes, range<std::int64_t>{1, 1 << 30},
        "Largest answer on stdout.");
}

void fields_of(auto& visit, a<person_config> auto& c) {
  visit("name", c.name, label{}, "Their name in the mesh.", presence::required);
  visit("hours", c.hours, text{},
        "The hours in which they work, 09:00-17:00; left out: learned from their answers.");
  visit("days", c.days, text{}, "The days with these hours: mon-fri, or mon,wed,sat-sun.");
  visit("utc_offset", c.utc_offset, text{},
        "The clock that they go by, ahead of UTC: +01:00, -05:30, or Z.");
  visit("notify", c.notify, text{},
        "A URL that each new message is POSTed to, on one of `calls.hosts`.");
}

void fields_of(auto& visit, a<http_work_config> auto& c) {
  visit("url", c.url, text{},
        "https://HOST/PATH that jobs are POSTed to; HOST is one of `calls.hosts`.",
        presence::required);
  visit("timeout_ms", c.timeout_ms, timeout_ms,
        "How long one call may take, from connecting to the end of its answer.");
  visit("answer_bytes", c.answer_bytes, range<int>{2, 64 << 20}, "Largest answer.");
  visit("callback_ms", c.callback_ms, timeout_ms,
        "How long the answer may take of a function that took the job with 202.");
}

void fields_of(auto& visit, a<a2a_work_config> auto& c) {
  visit(
      "url", c.url, text{},
      "https://HOST[/PATH] of the agent, whose card is below it; HOST is one of `calls.hosts`.",
      presence::required);
  visit("timeout_ms", c.timeout_ms, timeout_ms,
        "How long one request may take, from connecting to the end of its answer.");
  visit("answer_bytes", c.answer_bytes, range<int>{2, 64 << 20}, "Largest answer.");
  visit("task_ms", c.task_ms, timeout_ms, "How long the agent may work on a job.");
  visit("poll_ms", c.poll_ms, timeout_ms, "The shortest wait between two looks at a task.");
  visit("longest_poll_ms", c.longest_poll_ms, timeout_ms, "The longest such wait.");
  visit("card_ms", c.card_ms, delay_ms, "How long its card is kept, at most.");
}

void fields_of(auto& visit, a<calls_config> auto& c) {
  visit("hosts", c.hosts, list_of<text>{{}, 0, 1'000},
        "Hosts that may be called: a name, *.DOMAIN for all names below it, or an address.");
  visit("private_addresses", c.private_addresses, flag{},
        "Call hosts also at loopback, private, link-local and other special addresses.");
  visit("plain_http", c.plain_http, flag{}, "Call http:// URLs, too, which anybody can read.");
  visit("ca", c.ca, text{},
        "PEM file of the authorities that certificates are checked against; empty: the "
        "system's.");
  visit("at_once", c.at_once, range<int>{1, 65'536}, "Calls under way in a process.");
  visit("waiting", c.waiting, range<int>{0, 1'000'000},
        "Calls that wait for a place; one more is refused.");
  visit("connect_timeout_ms", c.connect_timeout_ms, timeout_ms,
        "How long finding the host, connecting and TLS may take.");
  visit("attempts", c.attempts, range<int>{1, 100},
        "How often a job is POSTed at most, the first time included (M4).");
  visit("retry_ms", c.retry_ms, timeout_ms,
        "Wait before the second time, varied at random; twice as long before each next.");
  visit("longest_retry_ms", c.longest_retry_ms, timeout_ms, "The longest such wait.");
  visit("callbacks", c.callbacks, range<int>{1, 1'000'000},
        "Answers that are awaited at once, by callbacks or of A2A tasks; one more call is "
        "refused.");
  visit("callbacks_per_s", c.callbacks_per_s, range<double>{1, 1'000'000},
        "Answers that are let in a second, on average; others are told to come again.");
}

} // namespace mesh::fields
