#include "ddns/platform/name_servers.h"

#include <algorithm>
#include <optional>

#include "ddns/core/text.h"

namespace ddns::platform {
namespace {

constexpr std::string_view blanks = " \t";

std::optional<NameServer> parse_line(std::string_view line) {
  constexpr std::string_view keyword = "nameserver";
  // The resolver demands the keyword in the first column and a blank after it.
  if (!line.starts_with(keyword)) return std::nullopt;
  line.remove_prefix(keyword.size());
  if (line.empty() || blanks.find(line.front()) == std::string_view::npos) return std::nullopt;
  line = trim(line);
  line = line.substr(0, line.find_first_of(" \t#;"));

  const std::size_t percent = line.find('%');
  const auto address = IpAddress::parse(line.substr(0, percent));
  if (!address) return std::nullopt;
  NameServer server{.address = *address};
  if (percent != std::string_view::npos) server.interface_name = std::string(line.substr(percent + 1));
  return server;
}

}  // namespace

std::vector<NameServer> parse_resolv_conf(std::string_view text) {
  std::vector<NameServer> servers;
  for (const std::string_view line : split(text, '\n')) {
    const auto server = parse_line(line);
    if (server && std::find(servers.begin(), servers.end(), *server) == servers.end()) servers.push_back(*server);
  }
  return servers;
}

}  // namespace ddns::platform
