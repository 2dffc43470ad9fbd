#pragma once
#include "config/config.hpp"
#include "config/field_rules.hpp"
#include "config/talk.hpp"

/// The fields of plain words; a part of config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<talk_model_config> auto& c) {
  visit("url", c.url, text{},
        "https://HOST[/PATH] of an endpoint such as OpenAI's: questions are POSTed to "
        "/chat/completions below it. Empty: no model is asked.");
  visit("name", c.name, text{}, "The model's name, as the endpoint knows it.");
  visit("key_file", c.key_file, text{},
        "A file with the endpoint's key, for its owner only; empty: no key is sent.");
  visit("timeout_ms", c.timeout_ms, timeout_ms,
        "How long one question may take, from connecting to the end of its answer.");
  visit("answer_bytes", c.answer_bytes, range<int>{256, 16 << 20}, "Largest answer.");
  visit("answer_tokens", c.answer_tokens, range<int>{16, 100'000},
        "Tokens that the model may spend on one answer.");
  visit("context_bytes", c.context_bytes, range<int>{0, 1 << 20},
        "Largest results of commands that go along with a question; 0: none go.");
  visit("at_once", c.at_once, range<int>{1, 1'000},
        "Questions under way in a process; one more is refused.");
  visit("private_addresses", c.private_addresses, flag{},
        "The endpoint may be at loopback, private, link-local and other special addresses.");
  visit("plain_http", c.plain_http, flag{},
        "The endpoint may be http://, which anybody on the way can read.");
  visit("ca", c.ca, text{},
        "PEM file of the authorities that its certificate is checked against; empty: the "
        "system's.");
}

void fields_of(auto& visit, a<talk_config> auto& c) {
  visit("model", c.model, object{},
        "A language model that is asked what the grammar does not understand; off by "
        "default.");
}

} // namespace mesh::fields
