#include <set>
#include <string>
#include <string_view>

#include "config/relations.hpp"
#include "config/rules.hpp"
#include "config/web_url.hpp"
#include "messages/capabilities.hpp"

namespace mesh {

namespace {

std::string in_quotes(std::string_view text) {
  std::string quoted;
  return quoted.append("\"").append(text).append("\"");
}

class agent_relations {
public:
  agent_relations(const config& c, problem_list& problems) : c_(c), problems_(problems) {}

  void check() {
    hosts_to_call();
    callbacks();
    for (std::size_t i = 0; i < c_.agents.size(); ++i)
      agent_override(c_.agents[i], "/agents/" + std::to_string(i));
    capability_count();
    held_by_somebody();
    for (std::size_t i = 0; i < c_.placement.clusters.size(); ++i)
      detached(c_.placement.clusters[i], "/placement/clusters/" + std::to_string(i));
  }

private:
  void agent_override(const agent_override_config& one, const std::string& pointer) {
    if (problems_.clean("/topology") && problems_.clean(pointer + "/where")
        && !inside(one.where))
      problems_.add(pointer + "/where", "found " + in_quotes(to_string(one.where)),
                    "a place in the mesh, whose last agent is " + to_string(last_agent()));
    if (problems_.clean(pointer + "/where") && !places_.insert(to_string(one.where)).second)
      problems_.add(pointer + "/where", in_quotes(to_string(one.where)) + " is there twice",
                    "one entry for each place");
    if (one.command && problems_.clean(pointer + "/command/argv"))
      program(*one.command, pointer + "/command/argv");
    if (one.command && problems_.clean(pointer + "/command/env"))
      variables(*one.command, pointer + "/command/env");
    if (one.person && problems_.clean(pointer + "/person"))
      person(one, pointer);
    if (one.http && problems_.clean(pointer + "/http/url"))
      function(one.http->url, pointer + "/http/url");
    if (one.a2a && problems_.clean(pointer + "/a2a/url"))
      speaker(*one.a2a, pointer + "/a2a");
    one_work(one, pointer);
  }

  void one_work(const agent_override_config& one, const std::string& pointer) {
    std::string found;
    int works = 0;
    const auto note = [&](bool is_there, const char* name) {
      if (!is_there)
        return;
      found += (works++ == 0 ? "" : " and ") + std::string(name);
    };
    note(one.person.has_value(), "person");
    note(one.command.has_value(), "command");
    note(one.http.has_value(), "http");
    note(one.a2a.has_value(), "a2a");
    if (works > 1 && problems_.clean(pointer))
      problems_.add(pointer, "found " + found, "one of them: an agent has one work");
  }

  void speaker(const a2a_work_config& how, const std::string& pointer) {
    function(how.url, pointer + "/url");
    if (problems_.clean(pointer + "/url") && how.url.find('?') != how.url.npos)
      problems_.add(pointer + "/url", "found " + in_quotes(how.url),
                    "a URL without a query: the card's path is added to it");
    if (problems_.clean(pointer) && how.longest_poll_ms < how.poll_ms)
      problems_.add(pointer + "/longest_poll_ms",
                    "found " + fields::in_words(how.longest_poll_ms),
                    "at least poll_ms (" + fields::in_words(how.poll_ms) + ")");
  }

  void person(const agent_override_config& one, const std::string& pointer) {
    const auto found = [](const std::string& text) {
      return "found " + in_quotes(text);
    };
    const auto& who = *one.person;
    if (one.where.kind() != scope::level::agent)
      problems_.add(pointer + "/where", found(to_string(one.where)),
                    "one agent, such as s00.c00.a00, for one person");
    if (one.cls && *one.cls != agent_class::f_human)
      problems_.add(pointer + "/class", found(std::string(to_string(*one.cls))),
                    "F_HUMAN, or nothing: a person is of this class");
    if (!people_.insert(who.name).second)
      problems_.add(pointer + "/person/name", in_quotes(who.name) + " is there twice",
                    "a name of their own for each person");
    if (!who.notify.empty())
      function(who.notify, pointer + "/person/notify");
    if (!who.hours.empty() && !parse_hours(who.hours))
      problems_.add(pointer + "/person/hours", found(who.hours), "HH:MM-HH:MM");
    if (!parse_days(who.days))
      problems_.add(pointer + "/person/days", found(who.days),
                    "days, such as mon-fri or mon,wed,sat-sun");
    if (!parse_utc_offset(who.utc_offset))
      problems_.add(pointer + "/person/utc_offset", found(who.utc_offset),
                    "+HH:MM, -HH:MM or Z");
  }

  void hosts_to_call() {
    for (std::size_t i = 0; i < c_.calls.hosts.size(); ++i)
      if (const auto& one = c_.calls.hosts[i]; !is_host_pattern(one))
        problems_.add("/calls/hosts/" + std::to_string(i), "found " + in_quotes(one),
                      "a name, *.example.org for all names below it, or an address");
    constexpr auto key = "/calls/longest_retry_ms";
    if (problems_.clean("/calls") && c_.calls.longest_retry_ms < c_.calls.retry_ms)
      problems_.add(key, "found " + fields::in_words(c_.calls.longest_retry_ms),
                    "at least retry_ms (" + fields::in_words(c_.calls.retry_ms) + ")");
  }

  void callbacks() {
    const auto& url = c_.gateway.callback_url;
    if (url.empty() || !problems_.clean("/gateway/callback_url"))
      return;
    const auto read = read_web_url(url);
    const auto found = "found " + (url.find('@') == url.npos ? in_quotes(url) : "a URL with @");
    constexpr auto key = "/gateway/callback_url";
    if (!read)
      problems_.add(key, found, read.error());
    else if (url.find('?') != url.npos)
      problems_.add(key, found, "a URL without a query: a path is added to it");
    else if (!read->tls && !c_.calls.plain_http)
      problems_.add(key, found,
                    "https://, or calls.plain_http to be true where nobody else can listen");
  }

  void function(const std::string& url, const std::string& pointer) {
    const auto read = read_web_url(url);
    const auto password = url.find('@') != std::string::npos; // not to be shown
    const auto found = "found " + (password ? "a URL with @" : in_quotes(url));
    if (!read)
      problems_.add(pointer, found, read.error());
    else if (!is_allowed_host(c_.calls.hosts, read->host))
      problems_.add(pointer, found,
                    "a host of calls.hosts; add " + in_quotes(read->host) + " there");
    else if (!read->tls && !c_.calls.plain_http)
      problems_.add(pointer, found,
                    "https://, or calls.plain_http to be true where nobody else can listen");
  }

  void detached(const detached_config& one, const std::string& pointer) {
    const auto found = "found " + in_quotes(to_string(one.cluster));
    if (problems_.clean("/topology") && problems_.clean(pointer + "/cluster")) {
      if (one.cluster.kind() != scope::level::cluster || !inside(one.cluster))
        problems_.add(pointer + "/cluster", found,
                      "a cluster of the mesh, whose last one is "
                          + to_string(last_agent().parent()));
      else if (!detached_.insert(to_string(one.cluster)).second)
        problems_.add(pointer + "/cluster",
                      in_quotes(to_string(one.cluster)) + " is there twice",
                      "one entry for each cluster");
    }
    if (problems_.clean(pointer + "/node") && one.node.empty())
      problems_.add(pointer + "/node", "found \"\"", "the name of a node");
  }

  void program(const command_work_config& command, const std::string& pointer) {
    if (command.argv.front().empty())
      problems_.add(pointer + "/0", "found \"\"", "the name of a program");
    for (std::size_t i = 0; i < command.argv.size(); ++i)
      if (command.argv[i].find('\0') != std::string::npos)
        problems_.add(pointer + "/" + std::to_string(i), "found a text with a byte 0 in it",
                      "a text that can be passed to a program");
  }

  void variables(const command_work_config& command, const std::string& pointer) {
    for (std::size_t i = 0; i < command.env.size(); ++i)
      if (const auto& one = command.env[i];
          one.empty() || one.front() == '=' || one.find('\0') != std::string::npos)
        problems_.add(pointer + "/" + std::to_string(i),
                      "found " + in_quotes(one.substr(0, one.find('\0'))),
                      "NAME=value, or NAME to pass it on, without a byte 0");
  }

  [[nodiscard]] agent_id last_agent() const {
    auto last = [](int count) {
      return static_cast<std::uint8_t>(count - 1);
    };
    return {last(c_.topology.sectors), last(c_.topology.clusters_per_sector),
            last(c_.topology.agents_per_cluster)};
  }

  /// Levels that a scope does not name are 0, and so always inside.
  [[nodiscard]] bool inside(const scope& where) const {
    auto last = last_agent();
    auto id = where.agent();
    return id.sector <= last.sector && id.cluster <= last.cluster && id.agent <= last.agent;
  }

  void capability_count() {
    if (!problems_.clean("/classes") || !problems_.clean("/agents")
        || !problems_.clean("/gateway/capabilities"))
      return;
    capability_catalogue catalogue;
    auto add = [&](const std::vector<std::string>& names, const std::string& pointer) {
      for (std::size_t i = 0; i < names.size(); ++i)
        if (!catalogue.add(names[i]))
          problems_.add(pointer + "/capabilities/" + std::to_string(i),
                        "found " + in_quotes(names[i]) + ", one capability too many",
                        "at most 64 different capabilities in a mesh");
    };
    for (auto c : all_classes)
      add(c_.of(c).capabilities, fields::class_pointer(c));
    for (std::size_t i = 0; i < c_.agents.size(); ++i)
      add(c_.agents[i].capabilities, "/agents/" + std::to_string(i));
    add(c_.gateway.capabilities, "/gateway");
  }

  /// Exclusions and permissions name capabilities of agents only.
  void held_by_somebody() {
    if (!problems_.clean("/classes") || !problems_.clean("/agents"))
      return;
    const auto held = held_capabilities();
    const auto check = [&](const std::string& name, const std::string& pointer) {
      if (problems_.clean(pointer) && !held.contains(name))
        problems_.add(pointer, "found " + in_quotes(name) + ", which no agent can do",
                      "one of " + fields::join(std::vector(held.begin(), held.end())));
    };
    for (std::size_t i = 0; i < c_.exclusions.size(); ++i)
      check(c_.exclusions[i].capability, "/exclusions/" + std::to_string(i) + "/capability");
    const auto& allowed = c_.permissions;
    for (std::size_t i = 0; i < allowed.post.size(); ++i)
      check(allowed.post[i], "/permissions/post/" + std::to_string(i));
    for (std::size_t i = 0; i < allowed.effects.size(); ++i)
      check(allowed.effects[i], "/permissions/effects/" + std::to_string(i));
  }

  /// Capabilities that at least one agent of this mesh has, or may be enrolled with.
  [[nodiscard]] std::set<std::string_view> held_capabilities() const {
    std::set<std::string_view> held;
    auto hold = [&](const std::vector<std::string>& names) {
      held.insert(names.begin(), names.end());
    };
    for (const auto& one : c_.classes)
      if (one.share > 0)
        hold(one.capabilities);
    for (const auto& one : c_.agents) {
      hold(one.capabilities);
      if (one.cls)
        hold(c_.of(*one.cls).capabilities);
    }
    hold(c_.gateway.capabilities); // an agent that is enrolled later may have it
    return held;
  }

  const config& c_;
  problem_list& problems_;
  std::set<std::string> places_;
  std::set<std::string> people_;
  std::set<std::string> detached_;
};

} // namespace

void check_agent_relations(const config& c, problem_list& problems) {
  agent_relations(c, problems).check();
}

} // namespace mesh
