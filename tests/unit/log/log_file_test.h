#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <Poco/InflatingStream.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ddns/log/logger.h"
#include "support/manual_clock.h"
#include "support/temp_dir.h"

namespace ddns::log {

/// A log file of its own in a folder of its own.
class LogFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] Settings settings(Rotation rotation = Rotation::internal) const {
    return {.level = Level::info, .path = path(), .max_size = 2000, .keep = 3, .compress = false, .rotation = rotation};
  }
  [[nodiscard]] std::string path() const { return (dir_ / "logs/app.log").string(); }
  [[nodiscard]] std::string folder() const { return (dir_ / "logs").string(); }
  Logger make(const Settings& settings) { return {settings, {"1.2.3", "host", 1}, clock_, filter_}; }

  /// The files beside the log file that internal rotation has closed, oldest first.
  [[nodiscard]] std::vector<std::string> closed() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
      if (entry.path().filename().string().starts_with("app.log.")) out.push_back(entry.path().string());
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  static std::vector<nlohmann::json> lines_of(std::istream& in) {
    std::vector<nlohmann::json> out;
    for (std::string line; std::getline(in, line);) out.push_back(nlohmann::json::parse(line));
    return out;
  }
  static std::vector<nlohmann::json> read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!file.ends_with(".gz")) return lines_of(in);
    Poco::InflatingInputStream plain(in, Poco::InflatingStreamBuf::STREAM_GZIP);
    return lines_of(plain);
  }
  /// The messages of all files, oldest first.
  [[nodiscard]] std::vector<std::string> messages() const {
    auto files = closed();
    files.push_back(path());
    std::vector<std::string> out;
    for (const auto& file : files) {
      for (const auto& line : read(file)) out.push_back(line["message"]);
    }
    return out;
  }

  test::TempDir dir_;
  test::ManualClock clock_;
  SecretFilter filter_;
};

}  // namespace ddns::log
