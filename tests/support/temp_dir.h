#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ddns::test {

/// A new empty folder below the system's temporary folder; removed with everything in it on destruction. Throws
/// std::filesystem::filesystem_error when it cannot be made, which fails the test.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// The place of `name` in the folder; nothing is created.
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  /// Writes the bytes as they are (folders on the way are made) and gives back the place.
  std::filesystem::path write(std::string_view name, std::string_view content) const;
  /// The whole file. Throws std::runtime_error when it cannot be read.
  [[nodiscard]] std::string read(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace ddns::test
