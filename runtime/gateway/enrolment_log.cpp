#include "runtime/gateway/enrolment_log.hpp"

namespace mesh::gateway {

namespace {

constexpr auto remedy = "restore the folder from a backup; or move the file away and enroll "
                        "all agents from outside again";

} // namespace

tl::expected<enrolment_log, error> enrolment_log::open(const std::filesystem::path& folder,
                                                       enrolment_book& book) {
  enrolment_log log;
  if (folder.empty())
    return log;
  auto file =
      storage::chained_file::open(file_in(folder), remedy, [&book](std::string_view line) {
        return decode_enrolment_record(line).and_then(
            [&](const enrolment_record& one) { return book.apply(one); });
      });
  if (!file)
    return tl::unexpected(file.error());
  log.file_ = std::move(*file);
  return log;
}

tl::expected<void, error> enrolment_log::append(const std::vector<enrolment_record>& records) {
  if (!file_)
    return {};
  std::vector<std::string> lines;
  lines.reserve(records.size());
  for (const auto& one : records)
    lines.push_back(encode(one));
  return file_->append(lines);
}

std::string enrolment_log::dropped() const {
  if (!file_ || file_->now().unfinished == 0)
    return {};
  return file_->path().string() + ": the last " + std::to_string(file_->now().unfinished)
         + " bytes were cut off by a crash, and dropped: nobody was told that they were kept";
}

} // namespace mesh::gateway
