#include "ddns/providers/hosts.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "ddns/core/text.h"
#include "hosts/block.h"
#include "hosts/file.h"

namespace ddns::providers {
namespace {

plan::Capabilities capabilities() {
  return {.grain = plan::Grain::rrset,
          .batch = 1000,
          .batch_atomic = true,
          .batch_mixes_phases = true,
          .verification = plan::Verification::read_back,
          .wildcards = false};
}

struct Settings {
  std::string path;
  std::string block;
  platform::FileMode mode = platform::FileMode::everybody_reads;
};

/// Several accounts may share one file: within this process their changes come one after the other.
std::mutex& writers() {
  static std::mutex mutex;
  return mutex;
}

Error about(const std::string& path, Error error) {
  if (error.message.find(path) == std::string::npos) error.message = cat(path, ": ", error.message);
  return error;
}

/// Puts one set into the file. Errors: conflict when it is not what the plan was made from, rejected for a wildcard.
Status put(hosts::HostsFile& file, const plan::Operation& operation) {
  const auto* replace = std::get_if<plan::ReplaceSet>(&operation);
  if (replace == nullptr) return fail(Reason::internal, "hosts was given an operation of another grain");
  if (replace->key.name.text().starts_with('*')) {
    return fail(Reason::rejected, cat(replace->key.to_string(), ": a hosts file knows no wildcards; name each host"));
  }
  const auto current = file.addresses(replace->key);
  if (current == replace->after) return {};
  if (replace->before && current != *replace->before) {
    return fail(Reason::conflict, cat(replace->key.to_string(), " was changed by somebody else meanwhile: it is ",
                                      current.to_string(), ", not ", replace->before->to_string()));
  }
  file.set(replace->key, replace->after);
  return {};
}

class Hosts final : public provider::Provider {
 public:
  explicit Hosts(Settings settings) : settings_(std::move(settings)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  /// The file is one zone, the root: all of an account's names change in one step then, and the file is rewritten once.
  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& /*names*/,
                                                              const Call&) const override {
    return std::vector{plan::ZoneRef{DomainName()}};
  }

  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call&) const override {
    const auto content = hosts::read_file(settings_.path);
    if (!content) return fail(content.error());
    const auto file = hosts::parse(*content, settings_.block);
    if (!file) return fail(about(settings_.path, file.error()));
    plan::ZoneState state{.zone = scope.zone};
    for (const auto& key : scope.keys) {
      for (const auto& address : file->addresses(key)) state.records.push_back({.key = key, .address = address});
    }
    return state;
  }

  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call&) const override {
    auto done = write(unit);
    if (!done) return provider::all_of(unit, fail(about(settings_.path, std::move(done).error())));
    return provider::all_of(unit, provider::Ack{.unchanged = !*done});
  }

 private:
  /// True when the file had to be changed.
  [[nodiscard]] Result<bool> write(const plan::Unit& unit) const {
    const std::lock_guard lock(writers());
    const auto content = hosts::read_file(settings_.path);
    if (!content) return fail(content.error());
    auto file = hosts::parse(*content, settings_.block);
    if (!file) return fail(std::move(file).error());
    const auto before = file->entries;
    for (const auto& operation : unit.operations) {
      if (auto ok = put(*file, operation); !ok) return fail(std::move(ok).error());
    }
    if (file->entries == before) return false;
    const auto replaced =
        hosts::replace_file(settings_.path, *content, hosts::compose(*file, settings_.block), settings_.mode);
    if (!replaced) return fail(replaced.error());
    return true;
  }

  plan::Capabilities capabilities_ = providers::capabilities();
  Settings settings_;
};

std::optional<std::string> check_block(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
  if (!text.empty() && text.size() <= 64 && plain) return std::nullopt;
  return "must be up to 64 letters, digits, dots, hyphens and underscores";
}

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  // The account's id comes with the values when the user gave one.
  auto block = values.has("block") ? values.text("block") : values.has("id") ? values.text("id") : std::string("hosts");
  if (const auto wrong = check_block(block)) {
    return fail(Reason::config, cat("hosts: the account's id is the name of its block in the file and ", *wrong,
                                    "; rename the account or set `block`"));
  }
  const auto& mode = values.text("mode");
  return std::make_unique<Hosts>(Settings{.path = values.text("path"),
                                          .block = std::move(block),
                                          .mode = mode == "0600"   ? platform::FileMode::only_owner
                                                  : mode == "0640" ? platform::FileMode::owner_and_group
                                                                   : platform::FileMode::everybody_reads});
}

schema::Schema settings() {
  using schema::Kind;
  return {.fields = {
              {.key = "path",
               .kind = Kind::path,
               .label = "File",
               .help = "The file to keep, with its folder made if missing. It is replaced as a whole, so it must not "
                       "be a mount of its own: /etc/hosts is fine on a machine, but not in a container.",
               .required = true,
               .example = "/etc/dnsmasq.hosts"},
              {.key = "block",
               .kind = Kind::text,
               .label = "Block",
               .help = "Name of the account's block in the file; the account's id unless given.",
               .check = check_block},
              {.key = "mode",
               .kind = Kind::choice,
               .label = "Permissions",
               .help = "Permissions of a new file; an existing one keeps its own. Without a meaning on Windows.",
               .default_text = "0644",
               .choices = {"0600", "0640", "0644"}},
          }};
}

}  // namespace

const provider::ProviderSpec& hosts_spec() {
  static const provider::ProviderSpec spec{
      .id = "hosts",
      .name = "hosts file",
      .homepage = "https://man7.org/linux/man-pages/man5/hosts.5.html",
      .notes =
          "No DNS service: a local file in the format of /etc/hosts, for this machine or for dnsmasq (`addn-hosts`, "
          "`hostsdir`; dnsmasq reads addn-hosts again on SIGHUP). Only the lines between \"# BEGIN ddns-sidecar "
          "ID\" and \"# END ddns-sidecar ID\" are touched. There is no TTL and there are no wildcards.",
      .capabilities = capabilities(),
      .settings = settings(),
      .make = make};
  return spec;
}

}  // namespace ddns::providers
