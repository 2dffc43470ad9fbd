#include "runtime/gateway/enrolment_office.hpp"

namespace mesh::gateway {

enrolment_office::enrolment_office(local_mesh& mesh, std::unique_ptr<enrolment_desk> desk,
                                   agent_links& links)
    : mesh_(mesh), desk_(std::move(desk)), links_(links), admissions_(mesh, *desk_) {}

tl::expected<agent_invite, error> enrolment_office::enroll(const enroll_order& what) {
  if (auto known = mesh_.who().capabilities().resolve(what.capabilities); !known)
    return tl::unexpected(
        error{known.error().code, known.error().detail,
              "name one that classes have, or add it to gateway.capabilities"});
  if (!mesh_.who().contains(what.where))
    return tl::unexpected(error{errc::unknown_target,
                                to_string(what.where) + " is not in this mesh",
                                "see 'status' for its size"});
  auto way = links_.way_to(what.where);
  if (!way)
    return way;
  auto invite = desk_->enroll(what, mesh_.wall_ms());
  if (!invite)
    return invite;
  invite->url = std::move(way->url);
  invite->urls = std::move(way->urls);
  invite->ca = std::move(way->ca);
  return invite;
}

tl::expected<void, error> enrolment_office::change(const std::string& name,
                                                   enrolment_act what) {
  const auto before = desk_->find(name, mesh_.wall_ms());
  const auto has_place = before && before->id && desk_->name_at(*before->id) == name;
  if (auto changed = desk_->change(name, what, mesh_.wall_ms()); !changed)
    return changed;
  switch (what) {
  case enrolment_act::revoke:
    turn_out(name, {"revoked", "an operator has revoked its enrolment"});
    if (has_place)
      admissions_.remove(*before->id);
    break;
  case enrolment_act::suspend:
    turn_out(name, {"suspended", "an operator has suspended it", "until it is resumed"});
    break;
  case enrolment_act::rotate:
    links_.ask_for_new_key(name);
    break;
  case enrolment_act::resume:
    break;
  }
  return {};
}

void enrolment_office::turn_out(const std::string& agent, const refusal& why) {
  const auto known = desk_->find(agent, mesh_.wall_ms());
  mesh_.note({mesh_.now(),
              notice_kind::agent_turned_out,
              known && known->id ? scope(*known->id) : scope(),
              {},
              agent + ": " + why.code});
  links_.turn_out(agent, why);
}

std::vector<enrolled_agent> enrolment_office::enrolled() const {
  auto all = desk_->enrolled(mesh_.wall_ms());
  for (auto& one : all)
    one.address = links_.address_of(one.name);
  return all;
}

tl::expected<enrolled_agent, error> enrolment_office::find(const std::string& name) const {
  auto one = desk_->find(name, mesh_.wall_ms());
  if (one)
    one->address = links_.address_of(name);
  return one;
}

std::vector<agent_link_view> enrolment_office::links() const {
  return links_.links();
}

std::optional<agent_home> enrolment_office::home_of(agent_id id) const {
  agent_home home;
  home.name = desk_->name_at(id);
  if (home.name.empty())
    return std::nullopt;
  home.address = links_.address_of(home.name);
  home.has = links_.open_deliveries(id);
  return home;
}

std::optional<agent_door_counts> enrolment_office::door_counts() const {
  return links_.counts();
}

} // namespace mesh::gateway
