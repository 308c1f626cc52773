#include "ddns/providers/custom.h"

#include "custom/rules.h"
#include "custom/settings.h"
#include "ddns/core/text.h"
#include "ddns/provider/two_functions.h"
#include "shared/refresh.h"

namespace ddns::providers {
namespace {

struct Pace {
  unsigned in_flight = 1;
  unsigned per_minute = 0;
  std::optional<std::chrono::seconds> refresh_after = {};
};

/// What a record's `extra` may hold is what the account's templates name; before there is an account, anything.
plan::Capabilities capabilities(bool together, Pace pace, std::optional<custom::ExtraNames> extra) {
  return {.grain = plan::Grain::host,
          .can_read = false,
          .has_zones = false,
          .many_values = false,
          .both_families_in_one = together,
          .in_flight = pace.in_flight,
          .rate = pace.per_minute == 0
                      ? std::nullopt
                      : std::optional(plan::Rate{.calls = pace.per_minute, .window = std::chrono::minutes{1}}),
          .refresh_after = pace.refresh_after,
          .verification = plan::Verification::authoritative,
          .extra = extra ? std::optional(extra->all) : std::nullopt,
          .needs_extra = extra ? extra->of_url : std::vector<std::string>()};
}

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto rules = custom::read_rules(values);
  if (!rules) return fail(Reason::config, cat("custom: ", rules.error().message));
  auto made = custom::read_templates(values);
  if (auto known = custom::check_secrets(made); !known)
    return fail(Reason::config, cat("custom: ", known.error().message));
  const auto shared_rules = std::make_shared<const custom::Rules>(*std::move(rules));
  const auto templates = std::make_shared<const custom::Templates>(std::move(made));
  const Pace pace{.in_flight = static_cast<unsigned>(values.integer("calls_in_flight")),
                  .per_minute = static_cast<unsigned>(values.integer("calls_per_minute")),
                  .refresh_after = refresh_of(values)};
  // Only scheme, host and port of the address get into messages.
  const auto origin = http::Url::parse(templates->url.substr(0, templates->url.find_first_of("?#")));
  const http::Request shown{.url = origin ? *origin : http::Url{}, .writes = true};
  return provider::make_provider(
      {.capabilities = capabilities(values.boolean("together"), pace, custom::extra_names(*templates)),
       .request = [templates](const plan::UpdateHost& update,
                              WallTime now) { return custom::make_request(*templates, update, now); },
       .judge = [shared_rules, shown](
                    const plan::UpdateHost& update, const http::Response& response,
                    WallTime now) { return custom::judge(*shared_rules, update.name.text(), shown, response, now); }});
}

}  // namespace

const provider::ProviderSpec& custom_spec() {
  static const provider::ProviderSpec spec{
      .id = "custom",
      .aliases = {"callback", "webhook"},
      .name = "Any HTTP API",
      .homepage = {},
      .notes =
          "For services that are not in the list: one HTTP call per record and family, made from templates with the "
          "variables of ddns-go's Callback. Keep tokens in `secrets`, not in the URL. Nothing can be read from such a "
          "service, so records are checked at their name servers only.",
      .capabilities = capabilities(false, {}, std::nullopt),
      .settings = custom::settings(),
      .make = make};
  return spec;
}

}  // namespace ddns::providers
