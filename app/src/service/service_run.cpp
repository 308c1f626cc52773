#include "service_run.h"

#include <exception>

#include "../config_file.h"
#include "../serve.h"
#include "complaints.h"
#include "ddns/core/text.h"
#include "ddns/log/logger.h"
#include "ddns/platform/append_file.h"
#include "ddns/platform/event_log.h"
#include "ddns/platform/file.h"
#include "ddns/platform/folders.h"
#include "ddns/platform/host.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/process_figures.h"
#include "ddns/platform/service_host.h"

namespace ddns::app {
namespace {

/// A log that cannot be opened is complained of on standard error, which a service has not.
void tell_if_blind(const config::LogSettings& log) {
  if (log.path.empty()) return;
  const auto path = platform::from_utf8(log.path);
  (void)platform::make_folders(path.parent_path());
  const auto opened = platform::AppendFile::open(path);
  if (opened) return;
  platform::write_event_log(service_name, platform::EventKind::warning,
                            cat("The log cannot be written: ", opened.error().message,
                                ". The service runs without it, and tries again with every line."));
}

ExitCode serve_quietly(const Options& options) {
  try {
    auto config = load_config(options);
    if (!config) {
      print(config.error());
      return ExitCode::configuration;
    }
    print(config->warnings);
    tell_if_blind(config->configuration.log);
    return serve(std::move(*config), options);
  } catch (const std::exception& thrown) {
    std::cerr << "ddns-sidecar: " << thrown.what() << '\n';
    return ExitCode::failed;
  }
}

std::string_view heading(ExitCode code) {
  if (code == ExitCode::configuration) return "The configuration cannot be used; the service has stopped.";
  if (code == ExitCode::locked) return "Another process uses the state file; the service has stopped.";
  return "The service has stopped with an error.";
}

/// The log that the configuration asks for is not to be had when it is the configuration that is wrong.
void tell(ExitCode code, const std::string& reasons) {
  const std::string text = cat(heading(code), " Exit code ", static_cast<int>(code), ".\r\n", reasons);
  platform::write_event_log(service_name, platform::EventKind::error, text);
  const SystemClock clock;
  const log::SecretFilter filter;
  log::Logger logger({.path = platform::to_utf8(platform::default_folders().logs / "ddns-sidecar.log"),
                      .rotation = log::Rotation::none},
                     {DDNS_VERSION, platform::host_name(), platform::process_id()}, clock, filter);
  for (const auto line : split(reasons, '\n')) {
    if (!trim(line).empty()) logger.write(log::Level::error, "process", trim(line));
  }
  logger.write(log::Level::fatal, "process", heading(code));
}

}  // namespace

Result<ExitCode> run_service(const Options& options) {
  ExitCode code = ExitCode::failed;
  const auto body = [&] {
    const Complaints complaints;
    code = serve_quietly(options);
    if (code != ExitCode::ok) tell(code, complaints.text());
    return static_cast<int>(code);
  };
  if (auto ran = platform::run_as_service(service_name, body); !ran) return fail(std::move(ran).error());
  return code;
}

}  // namespace ddns::app
