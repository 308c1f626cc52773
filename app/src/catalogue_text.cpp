#include "catalogue_text.h"

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/plan/verify_mode.h"
#include "ddns/providers/catalogue.h"
#include "ddns/schema/docs.h"

namespace ddns::app {
namespace {

std::string_view grain_word(plan::Grain grain) {
  switch (grain) {
    case plan::Grain::record:
      return "record";
    case plan::Grain::rrset:
      return "rrset";
    case plan::Grain::host:
      return "host";
  }
  return "record";
}

nlohmann::ordered_json to_json(const provider::ProviderSpec& spec) {
  const auto& can = spec.capabilities;
  nlohmann::ordered_json out{{"id", spec.id},
                             {"aliases", spec.aliases},
                             {"name", spec.name},
                             {"homepage", spec.homepage},
                             {"credentials_page", spec.credentials_page},
                             {"notes", spec.notes}};
  out["capabilities"] = {{"grain", grain_word(can.grain)},
                         {"ipv4", can.ipv4},
                         {"ipv6", can.ipv6},
                         {"batch", can.batch},
                         {"in_flight", can.in_flight},
                         {"verification", plan::to_string(can.verification)},
                         {"proxied", can.proxied},
                         {"comments", can.comments},
                         {"lines", can.lines}};
  out["settings"] = nlohmann::ordered_json::parse(schema::to_form_json(spec.settings));
  return out;
}

}  // namespace

std::string describe(const provider::ProviderSpec& spec) {
  std::string out = cat(spec.name, " (", spec.id, ")\n");
  if (!spec.notes.empty()) out += cat("\n", spec.notes, "\n");
  if (!spec.homepage.empty()) out += cat("\nHome page:   ", spec.homepage);
  if (!spec.credentials_page.empty()) out += cat("\nCredentials: ", spec.credentials_page);
  out += cat("\n\naccounts:\n  - id: mine\n    provider: ", spec.id, "\n", schema::to_example_yaml(spec.settings, 4));
  return out;
}

std::string describe_json(const provider::ProviderSpec& spec) { return to_json(spec).dump(2) + "\n"; }

std::string catalogue_json() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& spec : providers::catalogue()) out.push_back(to_json(spec));
  return out.dump(2) + "\n";
}

}  // namespace ddns::app
