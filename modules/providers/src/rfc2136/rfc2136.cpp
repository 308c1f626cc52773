#include "ddns/providers/rfc2136.h"

#include "rfc2136/primary.h"
#include "rfc2136/read.h"
#include "rfc2136/settings.h"
#include "rfc2136/write.h"

namespace ddns::providers {
namespace {

using rfc2136::Primary;
using rfc2136::Settings;

plan::Capabilities capabilities_with(rfc2136::Travel travel, std::chrono::seconds default_ttl) {
  return {.grain = plan::Grain::rrset,
          // About 120 octets an RRset: well below 16 KB over TCP, and one datagram over UDP.
          .batch = travel == rfc2136::Travel::udp ? 8U : 100U,
          .batch_atomic = true,
          .batch_mixes_phases = true,
          .in_flight = 4,
          .min_ttl = std::chrono::seconds{0},
          .default_ttl = default_ttl,
          .verification = plan::Verification::authoritative};
}

class Rfc2136 final : public provider::Provider {
 public:
  explicit Rfc2136(Settings settings)
      : capabilities_(capabilities_with(settings.travel, settings.default_ttl)), settings_(std::move(settings)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& names,
                                                              const Call& call) const override {
    if (settings_.zone) return std::vector{plan::ZoneRef{*settings_.zone}};
    Primary primary(settings_, call);
    return rfc2136::find_zones(primary, names);
  }

  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call& call) const override {
    Primary primary(settings_, call);
    return rfc2136::read_zone(primary, scope);
  }

  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    const auto update = rfc2136::update_for(unit, settings_.default_ttl);
    if (!update) return provider::all_of(unit, fail(update.error()));
    const auto done = Primary(settings_, call).update(unit.zone.name, *update);
    if (!done) return provider::all_of(unit, fail(done.error()));
    return provider::all_of(unit, provider::Ack{});
  }

 private:
  plan::Capabilities capabilities_;
  Settings settings_;
};

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto settings = rfc2136::read_settings(values);
  if (!settings) return fail(std::move(settings).error());
  return std::make_unique<Rfc2136>(std::move(*settings));
}

}  // namespace

const provider::ProviderSpec& rfc2136_spec() {
  static const provider::ProviderSpec spec{
      .id = "rfc2136",
      .aliases = {"nsupdate", "dnsupdate", "bind"},
      .name = "DNS UPDATE (BIND, Knot DNS, PowerDNS, …)",
      .homepage = "https://www.rfc-editor.org/rfc/rfc2136",
      .notes =
          "Talks to the zone's own primary name server. Make a key with `tsig-keygen ddns-key`, give it to the "
          "server and grant it the names: in BIND `update-policy { grant ddns-key zonesub A AAAA; };`. The key must "
          "also be allowed to query; it picks the view. Updates are atomic and guarded: if somebody else changed a "
          "record meanwhile, nothing is overwritten. The clocks of both machines may differ by five minutes. "
          "Active Directory zones that take secure updates only need GSS-TSIG, which is not supported.",
      .capabilities = capabilities_with(rfc2136::Travel::mixed, std::chrono::seconds{300}),
      .settings = rfc2136::settings_schema(),
      .make = make};
  return spec;
}

}  // namespace ddns::providers
