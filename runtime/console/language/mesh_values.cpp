// The values that name a part of the mesh: ids, classes, states.
#include <cctype>
#include <charconv>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/language/values.hpp"

namespace mesh::console {

namespace {

std::string_view level_name(scope::level level) {
  switch (level) {
  case scope::level::sector:
    return "a sector";
  case scope::level::cluster:
    return "a cluster";
  case scope::level::agent:
    return "an agent";
  case scope::level::all:
    break;
  }
  return "the whole mesh";
}

/// `S7.C4` is most likely `s07.c04`; empty when it is not close to an id.
std::string nearest_id(std::string_view text) {
  std::string id;
  for (auto rest = text; !rest.empty();) {
    auto part = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (part.size() < 2 || part.size() > 3)
      return {};
    id += id.empty() ? "" : ".";
    id += static_cast<char>(std::tolower(static_cast<unsigned char>(part[0])));
    id += part.size() == 2 ? "0" : "";
    id += part.substr(1);
  }
  return parse_scope(id) ? id : "";
}

read_result<scope> read_id(std::string_view text, scope::level level, std::string expected) {
  auto where = parse_scope(text);
  if (!where)
    return unreadable_value(in_quotes(text) + " is not an id", std::move(expected),
                            nearest_id(text));
  if (where->kind() != level)
    return unreadable_value(std::string(text) + " is " + std::string(level_name(where->kind()))
                                + ", not " + std::string(level_name(level)),
                            std::move(expected));
  return *where;
}

} // namespace

read_result<scope> read_scope(std::string_view text) {
  auto where = parse_scope(text);
  if (where)
    return *where;
  return unreadable_value(in_quotes(text) + " is not a part of the mesh",
                          "all, a sector (s07), a cluster (s07.c04) or an agent (s07.c04.a12)",
                          nearest_id(text));
}

read_result<agent_id> read_agent(std::string_view text) {
  return read_id(text, scope::level::agent, "an agent, as s07.c04.a12").map([](scope where) {
    return where.agent();
  });
}

read_result<cluster_id> read_cluster(std::string_view text) {
  return read_id(text, scope::level::cluster, "a cluster, as s07.c04").map([](scope where) {
    return where.cluster();
  });
}

read_result<sector_id> read_sector(std::string_view text) {
  return read_id(text, scope::level::sector, "a sector, as s07").map([](scope where) {
    return where.sector();
  });
}

read_result<message_id> read_message_id(std::string_view text) {
  if (auto id = parse_message_id(text))
    return *id;
  return unreadable_value(in_quotes(text) + " is not an id",
                          "16 hexadecimal digits, as the list shows them");
}

read_result<agent_class> read_class(std::string_view text) {
  if (auto c = parse_class(text))
    return *c;
  std::vector<std::string_view> names;
  for (auto c : all_classes)
    names.push_back(to_string(c));
  return unreadable_value("there is no class " + in_quotes(text),
                          "one of " + listed(names) + ", or its letter", nearest(text, names));
}

read_result<agent_state> read_state(std::string_view text) {
  if (auto state = parse_state(text))
    return *state;
  return unreadable_value(
      "there is no state " + in_quotes(text),
      "one of active, degraded, offline, quarantined, suspect",
      nearest(text, {"active", "degraded", "offline", "quarantined", "suspect"}));
}

read_result<priority> read_priority(std::string_view text) {
  auto level = read_choice(text, {"background", "normal", "high", "critical"}, "priority");
  if (!level)
    return tl::unexpected(std::move(level).error());
  return static_cast<priority>(*level); // named in their order
}

} // namespace mesh::console
