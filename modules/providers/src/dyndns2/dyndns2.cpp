#include "ddns/providers/dyndns2.h"

#include "ddns/provider/two_functions.h"
#include "dyndns2/generic.h"
#include "dyndns2/judge.h"
#include "dyndns2/request.h"
#include "shared/endpoint.h"
#include "shared/refresh.h"

namespace ddns::providers {
namespace dyndns2 {

plan::Capabilities capabilities_of(const Row& row) {
  return {.grain = plan::Grain::host,
          .can_read = false,
          .has_zones = false,
          .ipv4 = !row.ipv4_parameter.empty(),
          .ipv6 = !row.ipv6_parameter.empty(),
          .many_values = false,
          .both_families_in_one = row.both != Both::never,
          .rate = row.rate,
          .min_interval = row.min_interval,
          .refresh_after = row.refresh_after,
          .verification = row.verification,
          .wildcards = row.wildcards};
}

std::unique_ptr<provider::Provider> make_provider(Account account) {
  const auto shared = std::make_shared<const Account>(std::move(account));
  return provider::make_provider(
      {.capabilities = capabilities_of(shared->row),
       .request = [shared](const plan::UpdateHost& update, WallTime /*now*/) { return make_request(*shared, update); },
       .judge = [shared](const plan::UpdateHost& update, const http::Response& response,
                         WallTime now) { return judge(*shared, update, response, now); }});
}

namespace {

using schema::Field;
using schema::Kind;

constexpr const char* kEndpointHelp = "Scheme, host and port of the service; the path is known.";

std::vector<Field> user_fields(const Row& row) {
  if (row.user == User::host || row.user == User::none) return {};
  const bool required = row.user == User::stated;
  return {{.key = "username",
           .kind = Kind::text,
           .label = "User name",
           .help = required ? "User name for updates; some services have one per host."
                            : "User name for updates; without it the password is the update token of the host.",
           .required = required,
           .example = "user@example.com"}};
}

Field secret_field(const Row& row) {
  const bool password = row.secret == "password";
  return {.key = row.secret,
          .kind = Kind::secret,
          .label = password ? "Password" : "Update token",
          .help = password ? "Password or key for updates, as the service names it for dynamic DNS clients."
                           : "The token or key that the service gives out for updates.",
          .required = true};
}

schema::Schema settings_of(const Row& row) {
  auto fields = user_fields(row);
  fields.push_back(secret_field(row));
  if (row.host == Host::fixed) {
    fields.push_back({.key = row.host_setting,
                      .kind = Kind::text,
                      .label = "What is updated",
                      .help = "The name or number under which the service knows what is to be updated.",
                      .required = true});
  }
  if (row.host == Host::split) {
    fields.push_back({.key = "zone_name",
                      .kind = Kind::domain,
                      .label = "Domain",
                      .help = "The domain at the service; unless given, the last two labels of a record's name.",
                      .example = "example.co.uk"});
  }
  fields.push_back(refresh_field(row.refresh_after));
  fields.push_back(endpoint_field(row.server, kEndpointHelp));
  if (!row.server6.empty()) {
    auto& six = fields.emplace_back(endpoint_field(row.server6, kEndpointHelp));
    six.key = "endpoint_ipv6";
    six.label = "Endpoint for IPv6";
  }
  return {std::move(fields)};
}

Result<std::unique_ptr<provider::Provider>> make(const Row& row, const schema::Values& values) {
  auto endpoint = endpoint_of(row.id, values);
  if (!endpoint) return fail(std::move(endpoint).error());
  auto endpoint6 = row.server6.empty() ? endpoint : endpoint_of(row.id, values, "endpoint_ipv6");
  if (!endpoint6) return fail(std::move(endpoint6).error());
  Account account{.row = row,
                  .endpoint = *std::move(endpoint),
                  .endpoint6 = *std::move(endpoint6),
                  .secret = values.secret(row.secret)};
  if (row.user == User::stated || row.user == User::either) account.user = values.text("username");
  account.row.refresh_after = refresh_of(values);
  if (row.host == Host::fixed) account.fixed_host = values.text(row.host_setting);
  if (row.host == Host::split) account.domain = values.text("zone_name");
  return make_provider(std::move(account));
}

provider::ProviderSpec to_spec(const Row& row) {
  return {.id = row.id,
          .aliases = row.aliases,
          .name = row.name,
          .homepage = row.homepage,
          .notes = row.notes,
          .capabilities = capabilities_of(row),
          .settings = settings_of(row),
          .make = [row](const schema::Values& values) { return make(row, values); }};
}

}  // namespace
}  // namespace dyndns2

std::vector<provider::ProviderSpec> dyndns2_specs() {
  std::vector<provider::ProviderSpec> specs = {dyndns2::generic_spec()};
  for (const auto rows : {dyndns2::veteran_rows, dyndns2::network_rows, dyndns2::registrar_rows, dyndns2::small_rows,
                          dyndns2::german_rows, dyndns2::german_host_rows, dyndns2::german_dialect_rows,
                          dyndns2::token_rows, dyndns2::phrase_rows, dyndns2::panel_rows}) {
    for (const auto& row : rows()) specs.push_back(dyndns2::to_spec(row));
  }
  return specs;
}

}  // namespace ddns::providers
