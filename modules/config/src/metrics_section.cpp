#include "metrics_section.h"

#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"

namespace ddns::config {
namespace {

using schema::Kind;

MetricRecords records_of(const std::string& word) {
  if (word == "full") return MetricRecords::full;
  return word == "aggregate" ? MetricRecords::aggregate : MetricRecords::automatic;
}

MetricNames names_of(const std::string& word) {
  if (word == "alias") return MetricNames::alias;
  return word == "hash" ? MetricNames::hash : MetricNames::fqdn;
}

}  // namespace

schema::Schema metrics_schema() {
  return {{
      {.key = "records",
       .kind = Kind::choice,
       .label = "Record series",
       .help = "`full`: series for every record. `aggregate`: one group for each service and record type, with "
               "`record=\"_all\"`. `auto`: full for up to 500 record sets.",
       .default_text = "auto",
       .choices = {"auto", "full", "aggregate"}},
      {.key = "names",
       .kind = Kind::choice,
       .label = "Names of records",
       .help = "What stands in the label `record`: the whole name, its alias from `aliases`, or a hash of it. A record "
               "without an alias shows as its hash. A hash hides a name from a glance, not from somebody who guesses.",
       .default_text = "fqdn",
       .choices = {"fqdn", "alias", "hash"}},
      {.key = "aliases",
       .kind = Kind::text_map,
       .label = "Aliases",
       .help = "Names of records and the words to show for them, with `names: alias`.",
       .example = "{ home.example.com: home }"},
      {.key = "ip_info",
       .kind = Kind::boolean,
       .label = "Show addresses",
       .help = "Also export the current addresses, as `ddns_ip_info`.",
       .default_text = "false"},
  }};
}

MetricsSettings read_metrics(Context& context, const schema::Node& root) {
  const auto* node = root.find("metrics");
  const auto values =
      context.read(section("metrics"), node == nullptr ? schema::Node{.place = root.place} : *node).values;
  MetricsSettings out{.records = records_of(values.text("records")),
                      .names = names_of(values.text("names")),
                      .ip_info = values.boolean("ip_info")};
  const auto* aliases = node == nullptr ? nullptr : node->find("aliases");
  const auto& place = aliases == nullptr ? root.place : aliases->place;
  for (const auto& [name, alias] : values.map("aliases")) {
    auto domain = DomainName::parse(name);
    if (!domain) {
      context.error(place, cat("`aliases` has a key that is no domain name: ", schema::quote(name)));
    } else if (trim(alias).empty()) {
      context.error(place, cat("the alias of ", schema::quote(name), " is empty"));
    } else {
      out.aliases.emplace(*std::move(domain), alias);
    }
  }
  return out;
}

}  // namespace ddns::config
