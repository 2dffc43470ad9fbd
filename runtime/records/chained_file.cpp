#include "runtime/records/chained_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "runtime/base/file_io.hpp"
#include "runtime/records/little_endian.hpp"

namespace mesh::storage {

namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t head_bytes = length_bytes + sizeof(digest);
constexpr std::size_t largest_file = std::size_t{4} << 30;

digest link(const digest& before, std::string_view body) {
  return sha256({bytes_of(before), body});
}

/// Adds a line with its head; the hash of it.
digest add(std::string& bytes, const digest& before, const std::string& line) {
  const auto body = line + '\n';
  const auto hash = link(before, body);
  bytes += little_endian(body.size(), length_bytes);
  bytes.append(bytes_of(hash)).append(body);
  return hash;
}

/// The line at the beginning of `rest`, with its end; empty: none that fits the chain.
std::string_view whole_line(std::string_view rest, const digest& before) {
  if (rest.size() < head_bytes)
    return {};
  const auto length = number_in(rest.substr(0, length_bytes));
  if (length == 0 || length > rest.size() - head_bytes)
    return {};
  const auto body = rest.substr(head_bytes, length);
  const auto said = rest.substr(length_bytes, sizeof(digest));
  return said == bytes_of(link(before, body)) && body.back() == '\n' ? body
                                                                     : std::string_view();
}

/// Only the beginning of one line: its end comes last, and is not there, or has not reached
/// the disk.
bool is_unfinished(std::string_view rest) {
  if (rest.size() <= head_bytes)
    return true;
  const auto body = rest.substr(head_bytes);
  const auto length = number_in(rest.substr(0, length_bytes));
  return body.find('\n') == std::string_view::npos
         && (body.size() < length || body.back() == '\0');
}

} // namespace

tl::expected<chained_file::contents, error>
chained_file::check(const fs::path& path, const std::string& remedy, const reader& take) {
  const auto bytes = read_file(path, largest_file);
  if (!bytes)
    return tl::unexpected(bytes.error());
  contents good;
  auto damaged = [&](const std::string& why) {
    return tl::unexpected(error{errc::store_corrupt,
                                path.string() + ": record " + std::to_string(good.lines + 1)
                                    + " at byte " + std::to_string(good.size)
                                    + " is damaged: " + why,
                                remedy});
  };
  for (std::string_view rest = *bytes; !rest.empty();) {
    const auto body = whole_line(rest, good.head);
    if (body.empty() && is_unfinished(rest)) {
      good.unfinished = rest.size();
      break;
    }
    if (body.empty())
      return damaged("it does not fit its hash and those before it");
    if (auto taken = take(body.substr(0, body.size() - 1)); !taken)
      return damaged(taken.error().detail);
    good.head = link(good.head, body);
    good.size += head_bytes + body.size();
    ++good.lines;
    rest.remove_prefix(head_bytes + body.size());
  }
  return good;
}

tl::expected<chained_file, error>
chained_file::open(const fs::path& path, const std::string& remedy, const reader& take) {
  chained_file made;
  made.path_ = path;
  auto file = open_file(path, O_RDWR | O_CREAT, for_owner_only);
  if (!file)
    return tl::unexpected(file.error());
  made.file_ = std::move(*file);
  if (auto synced = sync_folder(path.parent_path()); !synced)
    return tl::unexpected(synced.error());
  const auto good = check(path, remedy, take);
  if (!good)
    return tl::unexpected(good.error());
  made.now_ = *good;
  if (::ftruncate(made.file_.get(), static_cast<off_t>(made.now_.size)) != 0)
    return tl::unexpected(io_failure("cannot truncate", path, errno));
  return made;
}

tl::expected<void, error> chained_file::append(const std::vector<std::string>& lines) {
  std::string bytes;
  auto head = now_.head;
  for (const auto& line : lines) {
    if (line.size() >= longest_line || line.find('\n') != std::string::npos)
      return tl::unexpected(
          error{errc::payload_too_large,
                "a record of " + std::to_string(line.size()) + " bytes for " + path_.string(),
                "make it one line of less than " + std::to_string(longest_line) + " bytes"});
    head = add(bytes, head, line);
  }
  if (bytes.empty())
    return {};
  auto written = write_at(file_.get(), bytes, now_.size, path_);
  if (written)
    written = sync_file(file_.get(), path_);
  if (!written) {
    (void)::ftruncate(file_.get(), static_cast<off_t>(now_.size)); // else the next covers it
    return written;
  }
  now_.head = head;
  now_.size += bytes.size();
  now_.lines += lines.size();
  return {};
}

} // namespace mesh::storage
