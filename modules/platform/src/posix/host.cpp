#include "ddns/platform/host.h"

#include <sys/utsname.h>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/name_servers.h"

namespace ddns::platform {

std::string host_name() {
  utsname names{};
  if (::uname(&names) != 0 || names.nodename[0] == '\0') return "localhost";
  return names.nodename;
}

std::string operating_system() {
  utsname names{};
  std::string kernel = "unknown kernel";
  if (::uname(&names) == 0) kernel = cat(names.sysname, " ", names.release, " ", names.machine);
  constexpr std::size_t enough = 65'536;
  for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
    const auto text = read_file(path, enough);
    if (!text) continue;
    if (const std::string name = parse_os_release(*text); !name.empty()) return cat(name, ", ", kernel);
  }
  return kernel;
}

std::vector<NameServer> system_name_servers() {
  constexpr std::size_t enough = 262'144;
  const auto text = read_file("/etc/resolv.conf", enough);
  auto servers = parse_resolv_conf(text.value_or(""));
  if (servers.empty()) servers.push_back({.address = IpAddress::v4({127, 0, 0, 1})});
  return servers;
}

}  // namespace ddns::platform
