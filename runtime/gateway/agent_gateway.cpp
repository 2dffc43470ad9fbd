#include "runtime/gateway/agent_gateway.hpp"

#include "runtime/gateway/enrolment_office.hpp"
#include "runtime/gateway/gateway_machine.hpp"

namespace mesh::gateway {

namespace {

/// A whole mesh: its agents are here, and so are the enrolments.
class site_of_mesh final : public gateway_site {
public:
  explicit site_of_mesh(local_mesh& mesh) : mesh_(mesh) {}

  [[nodiscard]] time_point now() const override { return mesh_.now(); }
  linked_agents& linked() override { return mesh_.linked(); }
  agent_admission& admission() override { return asks_first_; }
  void note(const notice& what) override { mesh_.note(what); }
  void tick(bool /*agents_changed*/) override {}

  void opened(agent_admission* office) { asks_first_.office = office; }

private:
  /// Links may come before there are enrolments to ask.
  struct first : agent_admission {
    void ask(admission_question question, std::function<void(admission_answer)> then) override {
      if (auto* whom = office.load())
        return whom->ask(std::move(question), std::move(then));
      then({"unavailable", "the mesh is starting", "say hello again", {}, {}, false, {}});
    }
    std::atomic<agent_admission*> office{nullptr};
  };
  local_mesh& mesh_;
  first asks_first_;
};

} // namespace

struct agent_gateway::parts {
  explicit parts(local_mesh& m) : mesh(m), site(m) {}
  ~parts() {
    mesh.open_door(nullptr);
    if (links)
      links->stop();
    office.reset();
  }
  local_mesh& mesh;
  site_of_mesh site;
  std::unique_ptr<gateway_machine> links;
  std::optional<enrolment_office>
      office; // ends before the links, and after their last question
};

agent_gateway::agent_gateway(std::unique_ptr<parts> made) : parts_(std::move(made)) {}
agent_gateway::~agent_gateway() = default;

tl::expected<std::unique_ptr<agent_gateway>, error>
agent_gateway::start(local_mesh& mesh, gateway_options options) {
  if (mesh.virtual_time())
    return tl::unexpected(error{errc::unsupported,
                                "agents from outside cannot come in virtual time",
                                "leave out --virtual-time, or --agents"});
  auto made = std::make_unique<parts>(mesh);
  auto desk = enrolment_desk::open(options.data, options.limits);
  if (!desk)
    return tl::unexpected(desk.error());
  auto links = gateway_machine::start(made->site, std::move(options));
  if (!links)
    return tl::unexpected(links.error());
  made->links = std::move(*links);
  made->office.emplace(mesh, std::move(*desk), *made->links);
  made->site.opened(&*made->office);
  mesh.open_door(&*made->office);
  return std::unique_ptr<agent_gateway>(new agent_gateway(std::move(made)));
}

tl::expected<void, error> agent_gateway::reload() {
  return parts_->links->reload();
}

std::uint16_t agent_gateway::port() const {
  return parts_->links->port();
}

std::string agent_gateway::url() const {
  return parts_->links->url();
}

agent_door& agent_gateway::door() const {
  return *parts_->office;
}

} // namespace mesh::gateway
