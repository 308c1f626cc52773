#include "config_file.h"

#include <algorithm>
#include <array>
#include <iostream>

#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "ddns/platform/environment.h"
#include "ddns/platform/file.h"
#include "ddns/platform/folders.h"
#include "ddns/platform/machine_secret.h"
#include "ddns/platform/paths.h"
#include "ddns/providers/catalogue.h"

namespace ddns::app {
namespace {

constexpr std::size_t max_config_size = 1U << 20U;
constexpr std::size_t max_secret_size = 64U << 10U;

constexpr std::array default_names{"config.yaml", "config.yml", "config.json"};

/// What the user calls the file; empty = the default places.
std::string given_name(const Options& options) {
  if (!options.config.empty()) return options.config;
  for (const char* name : {"DDNS_CONFIG", "DDNS_CONFIG_FILE"}) {
    if (auto value = platform::environment(name); value && !value->empty()) return *value;
  }
  return {};
}

/// Container engines and orchestrators put secrets there for one container alone, readable for whoever runs in it.
bool is_from_orchestrator(std::string_view path) {
  return path.starts_with("/run/secrets/") || path.starts_with("/var/run/secrets/");
}

/// Other files are read for the secrets in them; the configuration itself may only refer to some.
bool holds_secrets(const ConfigFile& config, const std::string& path, std::string_view text) {
  return path != config.path || std::ranges::any_of(config.configuration.secrets, [&](const Secret& secret) {
           return !secret.empty() && text.find(secret.reveal()) != std::string_view::npos;
         });
}

void warn_of_readers(ConfigFile& config, const std::string& name, std::string_view text) {
  if (config.configuration.secrets.empty()) return;
  for (const auto& [path, stamp] : config.files) {
    if (!holds_secrets(config, path, text)) continue;
    if (is_from_orchestrator(path) || !platform::readable_by_others(platform::from_utf8(path))) continue;
    config.warnings.push_back(config::readable_by_others(path == config.path ? name : path));
  }
}

std::vector<std::string> provider_ids() {
  std::vector<std::string> ids;
  for (const auto& spec : providers::catalogue()) ids.push_back(spec.id);
  return ids;
}

std::vector<std::pair<std::string, std::string>> whole_environment() {
  const auto all = platform::environment_with_prefix("");
  return {all.begin(), all.end()};
}

/// Reads a file and notes what it held.
Result<std::string> read_and_note(const std::string& path, std::size_t max_size, FileStamps& files) {
  auto content = platform::read_file(platform::from_utf8(path), max_size);
  files[path] = content ? stamp_of(*content) : std::string();
  return content;
}

/// `${dpapi:BASE64}` and `${credential:NAME}`.
Result<std::string> read_store(std::string_view store, std::string_view body) {
  if (store == "credential") return platform::stored_credential(body);
  const auto bytes = crypto::from_base64(body);
  if (!bytes) return fail(Reason::config, "${dpapi:…} must hold what `ddns-sidecar secret protect` printed");
  return platform::unprotect_for_machine({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
}

config::Input make_input(const std::string& path, std::string text, const Options& options, FileStamps& files) {
  config::Input input{
      .path_as_given = path.empty() || given_name(options).empty() ? path : given_name(options),
      .text = std::move(text),
      .environment = whole_environment(),
      .read_file = [&files](const std::string& file) { return read_and_note(file, max_secret_size, files); },
      .find_provider = [](std::string_view id) { return providers::find(id); },
      .provider_ids = provider_ids(),
      .sources = ipsource::catalogue()};
  input.digest = stamp_of;
  input.read_store = read_store;
  input.looked_in = platform::to_utf8(platform::default_folders().config);
  input.bridge_only = options.command == Command::alert_bridge;
  input.listen = options.listen;
  input.interval = options.interval;
  return input;
}

}  // namespace

std::string stamp_of(std::string_view content) { return crypto::to_hex(crypto::digest(crypto::Hash::sha256, content)); }

std::string find_config(const Options& options) {
  if (const auto name = given_name(options); !name.empty()) {
    return platform::to_utf8(platform::absolute_path(platform::from_utf8(name)));
  }
  const auto folder = platform::default_folders().config;
  for (const char* name : default_names) {
    // What may not be looked at is told by who reads it.
    const auto size = platform::size_of_file(folder / name);
    if (size || size.error().reason != Reason::unavailable) return platform::to_utf8(folder / name);
  }
  return {};
}

tl::expected<ConfigFile, Diagnostics> load_config(const Options& options) {
  return load_config_at(find_config(options), options);
}

tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options) {
  FileStamps files;
  return load_config_at(path, options, files);
}

tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options,
                                                     FileStamps& files) {
  files.clear();
  std::string text;
  if (!path.empty()) {
    auto read = read_and_note(path, max_config_size, files);
    if (!read) return tl::unexpected(Diagnostics{{.file = path, .message = read.error().message}});
    text = std::move(*read);
  }
  const auto input = make_input(path, std::move(text), options, files);
  auto loaded = config::load(input);
  if (!loaded) return tl::unexpected(std::move(loaded).error());
  ConfigFile out{path, std::move(loaded->configuration), std::move(loaded->warnings), files};
  warn_of_readers(out, input.path_as_given, input.text);
  return out;
}

std::optional<config::Listen> likely_listen(const Options& options) {
  const auto parsed = [](const std::string& text) { return config::parse_listen(text); };
  if (options.listen) {
    if (const auto listen = parsed(*options.listen)) return *listen;
  }
  const auto path = find_config(options);
  const auto text = path.empty() ? Result<std::string>(std::string())
                                 : platform::read_file(platform::from_utf8(path), max_config_size);
  if (const auto written = text ? config::find_listen(*text) : std::nullopt) return *written;
  if (const auto listen = parsed(platform::environment("DDNS_LISTEN").value_or(""))) return *listen;
  return config::Listen{};
}

void print(const Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) std::cerr << diagnostic.to_string() << '\n';
}

}  // namespace ddns::app
