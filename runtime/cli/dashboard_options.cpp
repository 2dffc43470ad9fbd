#include "runtime/cli/dashboard_options.hpp"

#include <unistd.h>

#include <spdlog/spdlog.h>

#include "runtime/cli/command_line.hpp"
#include "runtime/control/mesh_server.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh {

namespace {

constexpr auto usual_place = "127.0.0.1:7480";
constexpr auto any_port = "127.0.0.1:0";

using served = tl::expected<std::unique_ptr<control::mesh_server>, error>;

served serve_at(local_mesh& mesh, const std::string& listen) {
  control::mesh_server_options options{{}, mesh.cfg().control, mesh.cfg().transport};
  options.limits.listen = listen;
  options.plain = true;
  return control::mesh_server::start(mesh, std::move(options));
}

served serve(local_mesh& mesh, const std::string& at) {
  if (!at.empty())
    return serve_at(mesh, at);
  auto usual = serve_at(mesh, usual_place);
  return usual ? std::move(usual) : serve_at(mesh, any_port);
}

tl::expected<reachable, error> open_dashboard(local_mesh& mesh,
                                              const dashboard_options& given) {
  const auto asked_for = given.wanted || !given.at.empty();
  if (mesh.virtual_time()) {
    if (!asked_for)
      return reachable{};
    return tl::unexpected(error{errc::unsupported, "a mesh in virtual time has no dashboard",
                                "leave out --virtual-time, or --dashboard"});
  }
  auto started = serve(mesh, given.at);
  if (!started && asked_for)
    return tl::unexpected(started.error());
  if (!started) {
    spdlog::warn("there is no dashboard: {}", to_string(started.error()));
    return reachable{};
  }
  reachable door;
  door.where = "dashboard at http://" + (*started)->https().address() + "/";
  door.alive = std::shared_ptr<control::mesh_server>(std::move(*started));
  door.keeps_going = false;
  return door;
}

bool opens_console(const dev_options& dev) {
  return dev.commands.empty() && dev.script_file.empty() && ::isatty(STDIN_FILENO) != 0;
}

} // namespace

void dashboard_options::add_to(CLI::App* dev) {
  auto* no = dev->add_flag("--no-dashboard", unwanted, "Serve no dashboard at the console.");
  dev->add_flag("--dashboard", wanted,
                "Serve the dashboard on loopback also while a script runs.")
      ->excludes(no);
  dev->add_option("--dashboard-at", at,
                  "[HOST:]PORT of loopback for it; by default 7480, or a free port.")
      ->check(not_empty())
      ->excludes(no);
}

tl::expected<void, error> dashboard_options::apply(dev_options& to) const {
  if (!at.empty())
    if (auto where = control::read_listen(at); !where)
      return tl::unexpected(where.error());
  if (unwanted || (!wanted && at.empty() && !opens_console(to)))
    return {};
  to.open.emplace_back(
      [given = *this](local_mesh& mesh) { return open_dashboard(mesh, given); });
  return {};
}

} // namespace mesh
