#pragma once
#include <string>

/// Plain words (N1). A header of its own, as `calls.hpp` is.
namespace mesh {

/// A language model that is asked what the grammar of `talk` does not understand: any endpoint
/// that speaks as OpenAI's chat completions do. Off while `url` is empty.
struct talk_model_config {
  std::string url;                // https://HOST/v1; requests go to /chat/completions below it
  std::string name;               // of the model, as the endpoint knows it
  std::string key_file;           // a file with the key; empty: none is sent
  double timeout_ms = 30'000;     // of one question, from connecting to the end of its answer
  int answer_bytes = 65'536;      // of an answer, at most
  int answer_tokens = 500;        // that the model may spend on one
  int context_bytes = 16'384;     // of results of commands that go along, at most
  int at_once = 4;                // questions under way in a process
  bool private_addresses = false; // it may be at loopback, private and such
  bool plain_http = false;        // it may be http://
  std::string ca;                 // PEM file of authorities; empty: the system's
  bool operator==(const talk_model_config&) const = default;
};

struct talk_config {
  talk_model_config model;
  bool operator==(const talk_config&) const = default;
};

} // namespace mesh
