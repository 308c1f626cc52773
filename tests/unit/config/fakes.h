#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddns/config/load.h"

namespace ddns::config::test {

/// A configuration and the world around it. `files` are those that `${file:…}` finds, by absolute path as POSIX
/// writes it.
struct Given {
  std::string text = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::map<std::string, std::string> files = {};
  std::string path = "/etc/ddns/config.yaml";
  std::optional<std::string> listen = {};
  std::optional<std::chrono::milliseconds> interval = {};
  std::string looked_in = {};
};

/// load() with made-up services and source types, whose settings are like those of the real ones:
/// cloudflare (api_token, endpoint; proxied, comments, TTL 60 s to 1 d), aliyun, alias alidns (access_key_id,
/// access_key_secret, endpoint; lines), rfc2136 (server, zone, key_…, timeout, bind), hosts (path; no zones), plain
/// (password; host grain, A only, one value), broken (its make() fails).
[[nodiscard]] tl::expected<Loaded, Diagnostics> load(const Given& given);

/// The settings that the account's provider was made with. Precondition: it is one of the above.
[[nodiscard]] const schema::Values& made_with(const engine::AccountSettings& account);
[[nodiscard]] const schema::Values& made_with(const engine::SourceSettings& source);

/// Every finding as one line without the file: "3:5: error: … (hint)".
[[nodiscard]] std::vector<std::string> lines(Diagnostics diagnostics);
/// Findings of a failed load as lines; of a load that went well, "loaded" and its warnings.
[[nodiscard]] std::vector<std::string> said(const Given& given);

}  // namespace ddns::config::test
