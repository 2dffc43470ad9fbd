#include "runtime/records/kept_lines.hpp"

namespace mesh::storage {

tl::expected<std::unique_ptr<kept_lines>, error>
kept_lines::open(const std::filesystem::path& path, const std::string& remedy,
                 const chained_file::reader& take, queue how) {
  auto file = chained_file::open(path, remedy, take);
  if (!file)
    return tl::unexpected(file.error());
  return std::unique_ptr<kept_lines>(new kept_lines(*std::move(file), std::move(how)));
}

void kept_lines::keep(std::string line, std::function<void(const outcome&)> done) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace_back(std::move(line), std::move(done));
  }
  if (auto taken = queue_([this] { return write(); }, [](const outcome&) {}); !taken)
    refuse(taken.error());
}

kept_lines::outcome kept_lines::write() {
  std::vector<waiting> mine;
  {
    const std::lock_guard lock(mutex_);
    mine.swap(waiting_);
  }
  std::vector<std::string> lines;
  lines.reserve(mine.size());
  for (auto& [line, done] : mine)
    lines.push_back(std::move(line));
  auto written = file_.append(lines);
  for (const auto& [line, done] : mine)
    done(written);
  return written;
}

/// The writing thread takes no more.
void kept_lines::refuse(const error& why) {
  std::vector<waiting> mine;
  {
    const std::lock_guard lock(mutex_);
    mine.swap(waiting_);
  }
  for (const auto& [line, done] : mine)
    done(tl::unexpected(why));
}

} // namespace mesh::storage
