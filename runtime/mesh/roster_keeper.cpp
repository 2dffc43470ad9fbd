#include "runtime/mesh/roster_keeper.hpp"

#include <spdlog/spdlog.h>

#include "runtime/mesh/local_mesh.hpp"
#include "runtime/records/roster_file.hpp"

namespace mesh {

roster_keeper::roster_keeper(const std::filesystem::path& data, roster& who,
                             const topology_config& size)
    : file_(data.empty() ? data : data / "roster"), who_(who), size_(size) {
  std::error_code why;
  if (file_.empty() || (!std::filesystem::exists(file_, why) && !why))
    return; // what cannot be looked at is said when it is read
  auto kept = storage::read_roster(file_, size_);
  if (!kept)
    throw mesh_failure(kept.error());
  if (auto fits = who_.restore(*kept); !fits)
    throw mesh_failure({fits.error().code, file_.string() + " " + fits.error().detail,
                        "start it with the configuration that it was written with, or remove "
                        "the file to start without those who have joined"});
}

tl::expected<void, error> roster_keeper::save() {
  std::lock_guard lock(mutex_);
  auto version = who_.version();
  std::error_code why;
  const auto there = saved_ == 0 || std::filesystem::exists(file_, why) || why;
  if (file_.empty() || (version == saved_ && there))
    return {};
  auto written = storage::write_roster(file_, who_.changes(), size_);
  if (written)
    saved_ = version;
  return written;
}

void roster_keeper::tick() {
  auto written = save();
  std::lock_guard lock(mutex_);
  if (!written && !failing_)
    spdlog::error("the roster cannot be written: {}", to_string(written.error()));
  failing_ = !written;
}

} // namespace mesh
