#include "read_accounts.h"

#include <algorithm>

#include "ddns/config/sections.h"
#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/provider/in_the_clear.h"
#include "ddns/schema/quote.h"
#include "dead_services.h"
#include "fingerprint.h"
#include "http_options.h"
#include "look_up.h"
#include "read_general.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

constexpr std::string_view kProvidersHint = "`ddns-sidecar providers` lists them all";

class AccountReader {
 public:
  AccountReader(Context& context, const engine::VerifySettings& defaults) : context_(context), defaults_(defaults) {}

  void read(const schema::Node& node) {
    Account account{.place = node.place};
    account.spec = find_spec(node);
    const auto* id = node.find("id");
    account.settings.id = meant_id(context_, node);
    // Nothing more is said about an account of an unknown service: its settings would all be unknown too.
    if (account.spec != nullptr) {
      if (id == nullptr) account.settings.id = account.spec->id;
      account.settings.provider_id = account.spec->id;
      read_as(*account.spec, node, account.settings);
    }
    if (is_new_id(context_, node, "an account", account.settings.id, place_of(account.settings.id))) {
      accounts.push_back(std::move(account));
    }
  }

  std::vector<Account> accounts;

 private:
  const schema::Place* place_of(const std::string& id) const {
    const auto it =
        std::find_if(accounts.begin(), accounts.end(), [&](const Account& one) { return one.settings.id == id; });
    return it == accounts.end() ? nullptr : &it->place;
  }

  const provider::ProviderSpec* find_spec(const schema::Node& node) {
    const auto id = deciding_word(context_, node, "provider", kProvidersHint);
    if (!id) return nullptr;
    if (const auto* spec = context_.input.find_provider(*id)) return spec;
    const auto* written = node.find("provider");
    if (const auto story = obituary(*id)) {
      context_.error(written->place, std::string(*story), "move the zone to a service that has it");
      return nullptr;
    }
    const auto shown = written->scalar()->find("${") == std::string::npos ? schema::quote(*id) : "this value";
    context_.error(written->place, cat("unknown provider ", shown),
                   did_you_mean(*id, context_.input.provider_ids, kProvidersHint));
    return nullptr;
  }

  void read_as(const provider::ProviderSpec& spec, const schema::Node& node, engine::AccountSettings& settings) {
    auto [values, good] = context_.read(combine(section("accounts"), spec.settings), node, {"verify"});
    set_common(without(values, spec.settings), settings);
    settings.timeout = std::max(settings.timeout, own_timeout(values, spec.settings));
    const auto* verify = node.find("verify");
    settings.verify = verify == nullptr ? defaults_ : read_verify(context_, *verify, defaults_);
    if (!good) return;
    if (values.has("id")) settings.id = values.text("id");
    values.put("id", settings.id);  // some mark with it what is theirs
    auto made = spec.make(values);
    if (!made) {
      context_.error(node.place, cat("account ", schema::quote(settings.id), ": ", made.error().message));
      return;
    }
    settings.provider = *std::move(made);
    warn_of_plain_http(spec, node, values);
    if (context_.input.digest) {
      settings.fingerprint = context_.input.digest(canonical_text(spec.id, values).reveal());
    }
  }

  void warn_of_plain_http(const provider::ProviderSpec& spec, const schema::Node& node, const schema::Values& values) {
    for (const auto& key : provider::in_the_clear(spec.settings, values)) {
      const auto* written = node.find(key);
      context_.warning(written == nullptr ? node.place : written->place,
                       cat('`', key,
                           "` is plain http: whoever is on the way can read the credentials and answer in "
                           "the service's place"),
                       "use https, or a tunnel");
    }
  }

  /// What every account has. A key that the provider describes itself is the provider's alone.
  static void set_common(const schema::Values& values, engine::AccountSettings& settings) {
    settings.http = http_options(values);
    if (values.text("family") == "ipv4") settings.http.family = Family::ipv4;
    if (values.text("family") == "ipv6") settings.http.family = Family::ipv6;
    if (values.has("timeout")) settings.timeout = values.duration("timeout");
    if (values.has("max_changes"))
      settings.limits.max_changes = static_cast<std::size_t>(values.integer("max_changes"));
    if (values.has("max_deletes"))
      settings.limits.max_deletes = static_cast<std::size_t>(values.integer("max_deletes"));
    if (values.has("credentials_expire"))
      settings.credentials_expire = parse_day(values.text("credentials_expire")).value();
    if (values.text("policy") == "upsert_only") settings.policy = plan::Policy::upsert_only;
    if (values.text("policy") == "create_only") settings.policy = plan::Policy::create_only;
  }

  Context& context_;
  const engine::VerifySettings& defaults_;
};

}  // namespace

std::vector<Account> read_accounts(Context& context, const schema::Node& root, const engine::VerifySettings& defaults) {
  AccountReader reader(context, defaults);
  for_each_map(context, root, "accounts", [&](const schema::Node& node) { reader.read(node); });
  return std::move(reader.accounts);
}

}  // namespace ddns::config
