#include "support/temp_dir.h"

#include <fstream>
#include <random>
#include <stdexcept>
#include <system_error>

#include "support/file_text.h"

namespace ddns::test {
namespace {

std::filesystem::path make_folder() {
  std::random_device random;
  for (int attempt = 0; attempt < 100; ++attempt) {
    auto path =
        std::filesystem::temp_directory_path() / ("ddns-test-" + std::to_string(random()) + std::to_string(random()));
    if (std::filesystem::create_directory(path)) return path;
  }
  throw std::runtime_error("no free name for a temporary folder");
}

}  // namespace

TempDir::TempDir() : path_(make_folder()) {}

TempDir::~TempDir() {
  std::error_code ignored;
  // A test may have taken away the right to write; without it nothing inside could be removed.
  std::filesystem::permissions(path_, std::filesystem::perms::owner_all, std::filesystem::perm_options::add, ignored);
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::write(std::string_view name, std::string_view content) const {
  const auto place = path_ / name;
  std::filesystem::create_directories(place.parent_path());
  std::ofstream file(place, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + place.string());
  return place;
}

std::string TempDir::read(std::string_view name) const { return file_text(path_ / name); }

}  // namespace ddns::test
