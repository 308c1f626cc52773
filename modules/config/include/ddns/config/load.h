#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "ddns/config/configuration.h"
#include "ddns/core/diagnostic.h"
#include "ddns/ipsource/ip_source.h"
#include "ddns/provider/spec.h"

namespace ddns::config {

/// Everything a configuration is made from. No I/O happens but through `read_file`. References must outlive load().
struct Input {
  std::string path_as_given;  ///< for messages, and relative paths count from its folder; empty = there is no file
  std::string text;           ///< of the file
  std::vector<std::pair<std::string, std::string>> environment;  ///< the whole environment: `${env:…}` may name any
  std::function<Result<std::string>(const std::string& path)> read_file;  ///< for `${file:…}`; the path is absolute
  std::function<const provider::ProviderSpec*(std::string_view id)>
      find_provider;                                 ///< by id or alias; nullptr: unknown
  std::vector<std::string> provider_ids;             ///< for "did you mean"
  const std::vector<ipsource::SourceSpec>& sources;  ///< every source type
  /// Makes AccountSettings::fingerprint from an account's canonical text: a one-way digest, as hex. Without it the
  /// fingerprint stays empty.
  std::function<std::string(std::string_view)> digest = {};
  /// For `${dpapi:TEXT}` and `${credential:NAME}`: the stores of the system, by the word before the colon.
  std::function<Result<std::string>(std::string_view store, std::string_view body)> read_store = {};
  std::string looked_in = {};              ///< for messages: the folder where no file was found
  bool bridge_only = false;                ///< for the alert bridge: accounts and records may be missing
  std::optional<std::string> listen = {};  ///< from the command line, stands above all
  std::optional<std::chrono::milliseconds> interval = {};  ///< likewise
};

struct Loaded {
  Configuration configuration;
  Diagnostics warnings;
};

/// Reads, completes and checks a configuration: the file above the environment above the defaults. Pure but for
/// `read_file`. On failure every finding, warnings too, in the order of the file; what stems from the environment has
/// the file name "environment DDNS_…" and no line. No message quotes a secret.
[[nodiscard]] tl::expected<Loaded, Diagnostics> load(const Input& input);

/// The warning for a file that other users may read although secrets stand in it; whether that is so tells the
/// platform.
[[nodiscard]] Diagnostic readable_by_others(std::string path_as_given);

/// "127.0.0.1:9876", ":8080" (all addresses), "[::1]:9876", or "off" (nullopt). Errors: Reason::config.
[[nodiscard]] Result<std::optional<Listen>> parse_listen(std::string_view text);

/// What a line of the file that looks like `listen: …` says, however broken the rest of the file is: for those who only
/// want to ask a running instance. The outer nullopt: there is none that can be understood.
[[nodiscard]] std::optional<std::optional<Listen>> find_listen(std::string_view text);

/// Checks a flag's text as the file's setting of that name (at the top level) would be. Errors: Reason::config.
/// Precondition: there is such a setting.
[[nodiscard]] Status check_setting(std::string_view key, const std::string& text);

}  // namespace ddns::config
