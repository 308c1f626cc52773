#pragma once

#include <filesystem>

#include <Poco/Util/ServerApplication.h>

#include "cli.h"
#include "config_file.h"

namespace ddns::app {

/// Poco's part: detaching on POSIX, the service control manager on Windows. Nothing else in the program names the
/// application object.
class Daemon final : public Poco::Util::ServerApplication {
 public:
  Daemon(ConfigFile config, Options options);

 protected:
  // The base class would set up logging and subsystems of its own.
  void initialize(Application&) override {}
  void uninitialize() override {}
  int main(const std::vector<std::string>& arguments) override;

 private:
  ConfigFile config_;
  Options options_;
  std::filesystem::path started_in_;
};

/// Runs the service with the switches meant for Poco.
[[nodiscard]] ExitCode run_daemon(ConfigFile config, const Options& options);

}  // namespace ddns::app
