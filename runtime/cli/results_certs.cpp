#include "runtime/cli/results_certs.hpp"

#include <array>
#include <cmath>
#include <ctime>

namespace mesh {

namespace {

using nlohmann::ordered_json;

/// `2026-11-21T14:52:00Z`.
std::string utc_text(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

ordered_json row_of(const identity::seen_certificate& one, std::int64_t now_s) {
  ordered_json row{{"file", one.file.string()}};
  row["role"] = one.authority ? ordered_json("authority")
                : one.who     ? ordered_json(to_string(one.who->role))
                              : ordered_json();
  row["name"] = one.who ? one.who->name : one.subject;
  row["may"] = one.may ? ordered_json(to_string(*one.may)) : ordered_json();
  row["hosts"] = one.hosts;
  const bool read = one.valid != identity::validity{};
  row["from"] = read ? ordered_json(utc_text(one.valid.from_s)) : ordered_json();
  row["until"] = read ? ordered_json(utc_text(one.valid.until_s)) : ordered_json();
  // tenths, downwards: what has ended never shows as 0 days left
  row["days_left"] =
      read ? ordered_json(std::floor(days_left(one.valid, now_s) * 10) / 10) : ordered_json();
  row["state"] = one.problem ? "bad" : to_string(one.state);
  row["problem"] = one.problem ? ordered_json(to_string(*one.problem)) : ordered_json();
  return row;
}

} // namespace

ordered_json result_of(const char* command, const identity::made_files& made,
                       const identity::peer_name* who) {
  ordered_json result{{"command", command}, {"exit_code", 0}};
  result["role"] = who != nullptr ? to_string(who->role) : "authority";
  result["name"] = who != nullptr ? ordered_json(who->name) : ordered_json();
  result["certificate"] = made.certificate.string();
  result["key"] = made.key.string();
  result["until"] = utc_text(made.valid.until_s);
  return result;
}

ordered_json result_of(const std::vector<identity::seen_certificate>& seen,
                       std::int64_t now_s) {
  ordered_json result{{"command", "certs show"}, {"exit_code", 0}};
  auto rows = ordered_json::array();
  for (const auto& one : seen) {
    rows.push_back(row_of(one, now_s));
    if (one.problem)
      result["exit_code"] = 1;
  }
  result["rows"] = std::move(rows);
  return result;
}

} // namespace mesh
