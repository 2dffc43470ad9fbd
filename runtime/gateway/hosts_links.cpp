#include "runtime/gateway/hosts_links.hpp"

namespace mesh::gateway {

namespace {

std::string on_host(const std::string& host, const std::string& address) {
  return host + " (" + address + ")";
}

} // namespace

void hosts_links::heard(const std::string& host, const agents_at_port& news) {
  const std::lock_guard lock(mutex_);
  if (news.all) {
    std::erase_if(places_, [&](const auto& known) { return known.second.host == host; });
    links_.erase(host);
  }
  for (const auto& one : news.agents) {
    if (!one.address.empty())
      places_[one.agent] = {host, one.address};
    else if (const auto found = places_.find(one.agent);
             found != places_.end() && found->second.host == host)
      places_.erase(found); // elsewhere it may be there since
  }
}

tl::expected<agent_invite, error> hosts_links::way_to(const scope& where) const {
  auto urls = hosts_.agents_urls(where);
  if (urls.empty())
    return tl::unexpected(error{errc::unsupported, "no host has a port for agents from outside",
                                "set gateway.listen on the hosts of sectors"});
  agent_invite way;
  way.url = urls.front();
  way.urls.assign(urls.begin() + 1, urls.end());
  way.ca = ca_;
  return way;
}

void hosts_links::turn_out(const std::string& agent, const refusal& why) {
  hosts_.order_ports({agent, why.code, why.detail, why.remedy});
}

void hosts_links::ask_for_new_key(const std::string& agent) {
  hosts_.order_ports({agent, {}, {}, {}});
}

std::string hosts_links::address_of(const std::string& agent) const {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(agent);
  return found == places_.end() ? std::string()
                                : on_host(found->second.host, found->second.address);
}

void hosts_links::heard(const std::string& host, const port_links& all) {
  const std::lock_guard lock(mutex_);
  links_[host] = all;
}

std::vector<agent_link_view> hosts_links::links() const {
  const std::lock_guard lock(mutex_);
  std::vector<agent_link_view> every;
  for (const auto& [host, of] : links_)
    for (auto one : of.links) {
      one.address = on_host(host, one.address);
      every.push_back(std::move(one));
    }
  return every;
}

} // namespace mesh::gateway
