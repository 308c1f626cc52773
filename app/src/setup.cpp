#include "setup.h"

#include "ddns/plan/verify_mode.h"

namespace ddns::app {

events::Setup setup_of(const config::Configuration& configuration) {
  const auto& settings = configuration.engine;
  events::Setup out;
  for (const auto& channel : configuration.notify.channels) out.hooks.push_back(channel.id);
  out.interval = settings.interval;
  for (const auto& source : settings.sources) {
    events::Setup::Source one{.id = source.id,
                              .type = source.type,
                              .event_backed = source.source->event_backed(),
                              .required = source.required};
    for (const auto& record : settings.records) {
      if (record.source != source.id) continue;
      (record.target.key.type == RecordType::a ? one.ipv4 : one.ipv6) = true;
    }
    out.sources.push_back(std::move(one));
  }
  std::map<std::string_view, const engine::AccountSettings*> accounts;
  for (const auto& account : settings.accounts) {
    out.accounts.push_back({account.id, account.provider_id, account.credentials_expire});
    accounts[account.id] = &account;
  }
  for (const auto& record : settings.records) {
    const auto& account = *accounts.at(record.account);
    // Where the user wants no proofs, what the service acknowledged is all there is.
    const bool proved = record.verify.value_or(account.verify).enabled;
    const auto& capabilities = account.provider->capabilities();
    out.records.push_back({record.target.key, record.account, record.source,
                           proved ? plan::verify_mode(capabilities, record.target.key, record.target.attributes)
                                  : plan::Verification::remembered,
                           record.target.clear_when_none});
  }
  return out;
}

}  // namespace ddns::app
