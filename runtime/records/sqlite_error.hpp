#pragma once
#include <SQLiteCpp/Exception.h>
#include <exception>
#include <filesystem>
#include <tl/expected.hpp>
#include <utility>

#include "messages/errors.hpp"

/// From SQLite's errors to the mesh's. For the sources of storage only: no
/// header that others include knows SQLite.
namespace mesh::storage {

/// The meaning of an error of SQLite for the store in `file`, and its remedy.
error to_error(const SQLite::Exception& what, const std::filesystem::path& file);

/// `work()`, whose result is a tl::expected<T, error>; what it throws becomes
/// the error.
template <class Work>
auto guarded(const std::filesystem::path& file, Work&& work) -> decltype(work()) {
  try {
    return std::forward<Work>(work)();
  } catch (const SQLite::Exception& e) {
    return tl::unexpected(to_error(e, file));
  } catch (const std::exception& e) {
    return tl::unexpected(error{errc::io_error, file.string() + ": " + e.what()});
  }
}

} // namespace mesh::storage
