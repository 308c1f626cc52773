// What only Windows has: a service control manager, an Event Log, DPAPI, certificates in a store.
#include <unistd.h>

#include "ddns/platform/event_log.h"
#include "ddns/platform/file.h"
#include "ddns/platform/machine_secret.h"
#include "ddns/platform/protected_folder.h"
#include "ddns/platform/service_host.h"
#include "ddns/platform/service_manager.h"
#include "ddns/platform/system_trust.h"

namespace ddns::platform {

std::unique_ptr<ServiceFunctions> system_service_functions() { return nullptr; }

// Windows keeps the body: NOLINTNEXTLINE(performance-unnecessary-value-param)
Status run_as_service(const std::string& /*name*/, std::function<int()> /*body*/) {
  return fail(Reason::unavailable, "there is no service control manager here");
}

bool has_no_console() noexcept { return ::access("/dev/fd/1", F_OK) != 0 && ::access("/dev/fd/2", F_OK) != 0; }

void write_event_log(std::string_view /*source*/, EventKind /*kind*/, std::string_view /*text*/) noexcept {}
Status register_event_source(const std::string& /*source*/, const std::filesystem::path& /*program*/) {
  return fail(Reason::unavailable, "there is no Event Log here");
}
Status unregister_event_source(const std::string& /*source*/) { return {}; }

Result<std::string> protect_for_machine(std::string_view /*text*/) {
  return fail(Reason::unavailable, "${dpapi:…} exists on Windows only; use ${file:PATH} here");
}
Result<std::string> unprotect_for_machine(std::string_view /*bytes*/) { return protect_for_machine({}); }
Result<std::string> stored_credential(std::string_view /*name*/) {
  return fail(Reason::unavailable, "${credential:…} exists on Windows only; use ${file:PATH} here");
}

std::optional<std::vector<std::string>> system_root_certificates() { return std::nullopt; }

Result<std::string> protect_folder(const std::filesystem::path& folder, const std::string& /*service*/,
                                   ServiceAccount /*account*/) {
  if (auto made = make_folders(folder); !made) return fail(std::move(made).error());
  return std::string();
}
Status check_protected_folder(const std::filesystem::path& folder, const std::string& /*service*/) {
  return make_folders(folder);
}

}  // namespace ddns::platform
